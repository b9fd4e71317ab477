import { expect, test } from 'vitest'
import { parseTemplate } from './template.ts'

const written = (text: string, value: number) => parseTemplate(text)({ service: 'order' }, value)

test('labels and the value are written into an annotation', () => {
  expect(written('{{ $labels.service }} has {{ $value }}, {{ $labels.none }}.', 3)).toBe('order has 3, .')
})

// As Prometheus writes them: template/template.go.
test.each([
  ['humanizeDuration', 0, '0s'],
  ['humanizeDuration', 0.75, '750ms'],
  ['humanizeDuration', 12.3456, '12.35s'],
  ['humanizeDuration', 105, '1m 45s'],
  ['humanizeDuration', 3_600, '1h 0m 0s'],
  ['humanizeDuration', 183_845, '2d 3h 4m 5s'],
  ['humanizeDuration', -90, '-1m 30s'],
  ['humanize', 2, '2'],
  ['humanize', 1_234.5, '1.234k'],
  ['humanize', 0.0123, '12.3m'],
  ['humanizePercentage', 0.02, '2%'],
  ['humanizePercentage', 0.123_456, '12.35%'],
  ['printf "%.0f"', 39.7, '40'],
])('%s of %d is %s', (name, value, text) => {
  expect(written(`{{ $value | ${name} }}`, value)).toBe(text)
})

test.each(['{{ $labels.a | toUpper }}', '{{ range . }}', '{{ $value | printf "%.3f" }}', '{{ query "up" }}'])(
  '%s is refused',
  text => {
    expect(() => parseTemplate(text)).toThrow('nothing that reporting can write')
  },
)

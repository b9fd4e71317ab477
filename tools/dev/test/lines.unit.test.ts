import { expect, test } from 'vitest'
import { announcement, clockOf, failedLine, fileLine, nowLine } from './lines.ts'

const ended = {
  passed: 0,
  path: 'services/order/src/order.int.test.ts',
  tests: 1,
  failed: 0,
  skipped: 0,
  seconds: 4.21,
}
const long = `packages/${'very-'.repeat(20)}long.int.test.ts`

test.each([
  [ended, '✓ services/order/src/order.int.test.ts', '1 test    4.2 s'],
  [
    { ...ended, tests: 12, failed: 2, skipped: 3 },
    '✗ services/order',
    '12 tests, 2 failed, 3 skipped    4.2 s',
  ],
  [{ ...ended, path: long }, '✓ …', 'very-long.int.test.ts  1 test    4.2 s'],
])('a file is a line of 80 columns', (file, start, end) => {
  const line = fileLine(file)
  expect(line).toHaveLength(80)
  expect(line.startsWith(start)).toBe(true)
  expect(line.endsWith(end)).toBe(true)
})

test('what runs now fits into a line', () => {
  expect(
    nowLine('1:02', 'int 3 of 54', ['packages/messaging/src/relay/relay.int.test.ts', 'a/b.e2e.test.ts']),
  ).toBe('1:02  int 3 of 54  now: relay.int, b.e2e')
  expect(nowLine('0:03', 'int 0 of 54', [])).toBe('0:03  int 0 of 54  now: servers start')
  expect(nowLine('1:02', 'int 3 of 54', [long, long]).length).toBeLessThan(80)
})

test('a test that failed is named in one line', () => {
  expect(failedLine('a service > answers')).toBe('    a service > answers')
  expect(failedLine('very '.repeat(40))).toHaveLength(79)
})

test('a run says how long it will take: as long as the last time, or as such files do', () => {
  const unit = { kind: 'unit', lastSeconds: undefined } as const
  expect(announcement([unit, unit], 3)).toBe('Test files: 2 unit; about 5 seconds on two quiet cores.')
  expect(announcement([unit, { kind: 'int', lastSeconds: 600 }], 3)).toBe(
    'Test files: 1 unit, then 1 int; about 4 minutes on two quiet cores.',
  )
})

test.each([
  [0, '0:00'],
  [247_900, '4:07'],
])('%d ms are %s', (milliseconds, text) => {
  expect(clockOf(milliseconds)).toBe(text)
})

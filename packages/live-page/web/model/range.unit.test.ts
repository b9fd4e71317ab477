import { afterEach, expect, test, vi } from 'vitest'
import { moment, queryOf, range, type Shown, shownBy, startRange } from './range.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  range.value = 'live'
  moment.value = undefined
})

test.each<[string, Shown]>([
  ['#/', { range: 'live', moment: undefined }],
  ['#/?range=hour', { range: 'hour', moment: undefined }],
  ['#/?range=day&at=2026-01-15T10:30:00Z', { range: 'day', moment: Date.UTC(2026, 0, 15, 10, 30) }],
])('an address shows what it is the address of: %s', (hash, shown) => {
  expect(shownBy(hash)).toEqual(shown)
  expect(queryOf(shown)).toBe(hash.slice(2))
})

test.each([
  ['', { range: 'live', moment: undefined }],
  ['#/?range=century', { range: 'live', moment: undefined }],
  ['#/?range=hour&at=teatime', { range: 'hour', moment: undefined }],
  ['#/?range=hour&at=%2B275760-09-13T00:00:00Z', { range: 'hour', moment: undefined }],
  ['#/?range=hour&at=1066-10-14T09:00:00Z', { range: 'hour', moment: undefined }],
  ['#/?at=2026-01-15T10:30:00Z', { range: 'live', moment: undefined }],
])('what makes no sense is left out: %s', (hash, shown) => {
  expect(shownBy(hash)).toEqual(shown)
})

test('a moment is shown where the charts are, and other views show now', () => {
  const at = '2026-01-15T10:30:00Z'
  const [bar, listeners] = [{ hash: `#/?range=hour&at=${at}` }, new EventTarget()]
  vi.stubGlobal('location', bar)
  vi.stubGlobal('addEventListener', listeners.addEventListener.bind(listeners))
  startRange()
  const goTo = (hash: string) => {
    bar.hash = hash
    listeners.dispatchEvent(new Event('hashchange'))
    return [range.value, moment.value]
  }
  expect(moment.value).toBe(Date.parse(at))
  expect(goTo('#/letters')).toEqual(['hour', undefined])
  expect(goTo(`#/?range=hour&at=${at}`)).toEqual(['hour', Date.parse(at)])
})

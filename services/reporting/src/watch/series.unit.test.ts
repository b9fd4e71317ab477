import { expect, test } from 'vitest'
import type { Selector } from './promql/expression.ts'
import { parsePromql } from './promql/parse.ts'
import { createSeriesStore } from './series.ts'

const selector = (text: string) => parsePromql(text) as Selector
const everything = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }

test('only what is asked for is kept, and for as long', () => {
  const store = createSeriesStore([selector('a{b="1"}'), selector('a[20m] offset 10m')])
  expect(store.series('other', {})).toBeUndefined()
  expect(createSeriesStore([selector('a{b="1"}')]).series('a', { b: '2' })).toBeUndefined()
  const kept = store.series('a', { b: '1' })
  for (let minute = 0; minute <= 120; minute++) kept?.push(minute * 60_000, minute)
  const { values } = kept?.within(everything) ?? { values: [] }
  expect([values[0], values.at(-1)]).toEqual([86, 120])
})

test('points of the last hour are all there, of older ones one a minute, for days of bounded size', () => {
  const store = createSeriesStore([selector('a[3d]')])
  const kept = store.series('a', {})
  const rounds = (4 * 86_400) / 5
  for (let n = 0; n < rounds; n++) kept?.push(n * 5_000, n)
  expect(kept?.within(everything).times.length).toBeLessThan(3 * 1_440 + 720 + 10)
  const { times = [] } = kept?.within({ fromMs: (rounds - 720) * 5_000, toMs: rounds * 5_000 }) ?? {}
  expect(times.length).toBe(719)
})

test('a series that has ended has no value, until it comes again', () => {
  const store = createSeriesStore([selector('a')])
  const kept = store.series('a', {})
  const lastAt = (toMs: number) => kept?.last({ fromMs: toMs - 300_000, toMs })
  kept?.push(1_000, 7)
  kept?.push(2_000, null)
  kept?.push(3_000, 8)
  expect([500, 1_500, 2_500, 3_500, 303_000].map(lastAt)).toEqual([undefined, 7, undefined, 8, undefined])
  expect(kept?.within(everything)).toEqual({ times: [1_000, 3_000], values: [7, 8] })
})

import { type Labels, labelsKey } from './labels.ts'
import { type Data, lookbackMs, type Series } from './promql/evaluate.ts'
import type { Selector } from './promql/expression.ts'
import type { Points, Window } from './promql/functions.ts'

/** Points of the last hour are kept as they came, older ones one a minute. */
const fineMs = 3_600_000
const coarseMs = 60_000

/** A series that is kept, and can be added to. */
export interface KeptSeries extends Series {
  /** @param value null says that the series has ended, until another comes */
  push(atMs: number, value: number | null): void
}

export interface SeriesStore extends Data {
  /** The series with these labels, made if need be; undefined if no selector asks for it. */
  series(name: string, labels: Labels): KeptSeries | undefined
}

/** Series as long as these selectors look back at them, and no others. */
export function createSeriesStore(selectors: readonly Selector[]): SeriesStore {
  const asked = Map.groupBy(selectors, ({ name }) => name)
  const known = new Map<string, Map<string, KeptSeries>>()
  return {
    find: ({ name, matchers }) =>
      [...(known.get(name)?.values() ?? [])].filter(({ labels }) => takes(matchers, labels)),
    series(name, labels) {
      const wanted = (asked.get(name) ?? []).filter(({ matchers }) => takes(matchers, labels))
      if (wanted.length === 0) return undefined
      const key = labelsKey(labels)
      const ofName = known.get(name) ?? new Map<string, KeptSeries>()
      known.set(name, ofName)
      const keepMs = Math.max(...wanted.map(({ rangeMs = lookbackMs, offsetMs }) => rangeMs + offsetMs))
      const series = ofName.get(key) ?? createSeries(labels, keepMs)
      ofName.set(key, series)
      return series
    },
  }
}

const takes = (matchers: Selector['matchers'], labels: Labels) =>
  matchers.every(({ label, takes: fits }) => fits(labels[label] ?? ''))

function createSeries(labels: Labels, keepMs: number): KeptSeries {
  const times: number[] = []
  const values: (number | null)[] = []
  let coarse = 0 // points before this one stand a minute apart

  /** The place of the first point after a time. */
  function after(timeMs: number): number {
    let [low, high] = [0, times.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((times[middle] as number) > timeMs) high = middle
      else low = middle + 1
    }
    return low
  }

  function thin(nowMs: number): void {
    const gone = after(nowMs - keepMs - lookbackMs)
    times.splice(0, gone)
    values.splice(0, gone)
    coarse = Math.max(0, coarse - gone)
    while ((times[coarse] ?? nowMs) < nowMs - fineMs) {
      if (coarse > 0 && (times[coarse] as number) - (times[coarse - 1] as number) < coarseMs) {
        times.splice(coarse, 1)
        values.splice(coarse, 1)
      } else coarse++
    }
  }

  return {
    labels,
    push(atMs, value) {
      times.push(atMs)
      values.push(value)
      thin(atMs)
    },
    last({ fromMs, toMs }: Window) {
      const at = after(toMs) - 1
      return at >= 0 && (times[at] as number) > fromMs ? (values[at] ?? undefined) : undefined
    },
    within({ fromMs, toMs }: Window): Points {
      const found: { times: number[]; values: number[] } = { times: [], values: [] }
      for (let at = after(fromMs); at < times.length && (times[at] as number) <= toMs; at++) {
        const value = values[at]
        if (value === null || value === undefined) continue
        found.times.push(times[at] as number)
        found.values.push(value)
      }
      return found
    },
  }
}

import { computed } from '@preact/signals'
import { serviceNames } from '../generated/topology.ts'
import { momentParts, shortTime, timeOfDay } from '../lib/format.ts'
import { past } from '../model/past.ts'
import { moment, range, ranges, showMoment } from '../model/range.ts'
import type { Sample } from '../model/samples.ts'
import { samples } from '../model/store.ts'
import { intervalAt, timesOf } from '../model/then.ts'
import type { Series, Times } from './chart.ts'

type Values = Series['values']

/** What the charts draw, by name, each with as many values as there are times. */
interface Lines {
  readonly at: readonly number[]
  readonly placed: Values
  readonly ended: Values
  readonly completed: Values
  readonly rejected: Values
  readonly cancelled: Values
  readonly p50: Values
  readonly p99: Values
  readonly open: Values
  readonly lag: Readonly<Record<string, Values>>
}

/** Of the past, from what reporting told. */
const pastLines = computed<Lines | undefined>(() => {
  const told = past.value
  if (told === undefined) return undefined
  const per = (counts: Values) => counts.map(count => (typeof count === 'number' ? count / told.step : null))
  const { completed, rejected, cancelled } = told
  const ended = completed.map((count, n) =>
    count === null ? null : count + (rejected[n] ?? 0) + (cancelled[n] ?? 0),
  )
  return {
    at: timesOf(told),
    placed: per(told.placed),
    ended: per(ended),
    completed: per(completed),
    rejected: per(rejected),
    cancelled: per(cancelled),
    p50: told.p50Ms,
    p99: told.p99Ms,
    open: told.orders.open,
    lag: told.lag,
  }
})

/** A mean over what is known of about two seconds, so that the lines can be read; interrupted where nothing is. */
function smooth(all: readonly Sample[], of: (sample: Sample) => number): Values {
  const window = 4
  let [sum, known] = [0, 0]
  const count = (value: number, sign: 1 | -1) => {
    if (Number.isNaN(value)) return
    sum += sign * value
    known += sign
  }
  return all.map((sample, n) => {
    count(of(sample), 1)
    if (n >= window) count(of(all[n - window] as Sample), -1)
    return Number.isNaN(of(sample)) ? null : Math.max(0, sum / known)
  })
}

/** Frames come twice a second: where none came for longer, nobody knows how it was. */
const gapMs = 5_000

const unknown = {
  ...{ created: Number.NaN, completed: Number.NaN, rejected: Number.NaN, cancelled: Number.NaN, events: {} },
  ...{ open: undefined, p50: undefined, p99: undefined, lag: undefined },
}

/** With one of which nothing is known in each gap. */
const withGaps = (all: readonly Sample[]): readonly Sample[] =>
  all.flatMap((sample, n) => {
    const before = all[n - 1]?.at ?? sample.at
    return sample.at - before > gapMs ? [{ ...unknown, at: before }, sample] : [sample]
  })

/** As it passes; before it, what was there when the page was opened. */
const liveLines = computed<Lines>(() => {
  const all = withGaps(samples.value)
  const began = all[0]?.at ?? Number.POSITIVE_INFINITY
  const earlier = pastLines.value
  const before = earlier?.at.filter(time => time < began).length ?? 0
  const joined = (values: Values | undefined, live: Values): Values => [
    ...Array.from({ length: before }, (_, n) => values?.[n]),
    ...live,
  ]
  return {
    at: [...(earlier?.at.slice(0, before) ?? []), ...all.map(({ at }) => at)],
    placed: joined(
      earlier?.placed,
      smooth(all, ({ created }) => created),
    ),
    ended: joined(
      earlier?.ended,
      smooth(all, each => each.completed + each.rejected + each.cancelled),
    ),
    completed: joined(
      earlier?.completed,
      smooth(all, ({ completed }) => completed),
    ),
    rejected: joined(
      earlier?.rejected,
      smooth(all, ({ rejected }) => rejected),
    ),
    cancelled: joined(
      earlier?.cancelled,
      smooth(all, ({ cancelled }) => cancelled),
    ),
    p50: joined(
      earlier?.p50,
      all.map(({ p50 }) => p50),
    ),
    p99: joined(
      earlier?.p99,
      all.map(({ p99 }) => p99),
    ),
    open: joined(
      earlier?.open,
      all.map(({ open }) => open),
    ),
    lag: Object.fromEntries(
      serviceNames.map(name => [
        name,
        joined(
          earlier?.lag[name],
          all.map(({ lag }) => lag?.[name]),
        ),
      ]),
    ),
  }
})

const none: Values = []
const noLines: Lines = {
  ...{ at: [], placed: none, ended: none, completed: none, rejected: none, cancelled: none },
  ...{ p50: none, p99: none, open: none, lag: {} },
}

/** What the charts draw now. */
export const lines = computed<Lines>(() => {
  if (range.value === 'live') return liveLines.value
  return pastLines.value ?? noLines
})

/** Of all charts. */
export const times = computed<Times>(() => {
  const { at } = lines.value
  const name = range.value
  const { step, seconds } = ranges[name]
  if (name === 'live') {
    const to = at.at(-1) ?? 0
    const words = { span: 'the last five minutes', from: '5 min ago', to: 'now', shown: 'Now' }
    return { at, from: to - seconds * 1_000, to, words, cursor: undefined }
  }
  if (at.length === 0) {
    const words = { span: 'nothing is known yet', from: '', to: '', shown: 'Last' }
    return { at, from: 0, to: 1, words, cursor: undefined }
  }
  const [from, to] = [at[0] ?? 0, Math.max(at.at(-1) ?? 0, (at[0] ?? 0) + step * 1_000)]
  const [told, time] = [past.value, moment.value]
  const cursor = told === undefined || time === undefined ? undefined : intervalAt(told, time)
  const words = {
    span: `from ${momentParts(from).join(' ')} to ${momentParts(to).join(' ')}`,
    from: shortTime(from),
    to: shortTime(to),
    shown: cursor === undefined ? 'Last' : `At ${timeOfDay(at[cursor] ?? 0)}`,
  }
  return { at, from, to, words, cursor }
})

/** The lag of a service; none is known while no sample has any. */
export const lagOf = (name: string): Values => lines.value.lag[name] ?? none

/** Shows the interval of the past that a time is in. */
export function showTime(time: number): void {
  const [told, { at }] = [past.value, lines.value]
  const begins = told === undefined ? undefined : at[intervalAt(told, time) ?? 0]
  if (begins !== undefined) showMoment(begins)
}

import { MessagingError } from '../errors.ts'
import type { DeadLetter } from './letter.ts'
import type { RedriveState } from './store.ts'

/** Which dead letters are meant: those that have all that is given. */
export interface Filter {
  /** The topic that the message lay on. */
  readonly topic?: string
  readonly service?: string
  readonly reason?: string
  /** The event's type, `ce_type`. */
  readonly type?: string
  readonly key?: string
  /** Set aside at that time or later, or before it. ISO 8601, or so long ago: `90s`, `15m`, `2h`, `3d`. */
  readonly since?: string
  readonly until?: string
}

/** What is asked for: also whether they were sent back, which no letter says, and the service's database knows. */
export interface AskedFilter extends Filter {
  readonly state?: RedriveState
}

const filterFields = ['topic', 'service', 'reason', 'type', 'key', 'since', 'until', 'state'] as const
const states = ['open', 'redriven'] as const satisfies RedriveState[]

/**
 * The filter as a test of one dead letter.
 *
 * @throws MessagingError `FILTER_INVALID` for a time that is none
 */
export function matcher(filter: Filter, now: Date): (letter: DeadLetter) => boolean {
  const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : timeOf('since', filter.since, now)
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : timeOf('until', filter.until, now)
  const is = (wanted: string | undefined, value: string | undefined) =>
    wanted === undefined || wanted === value
  return letter =>
    is(filter.topic, letter.topic) &&
    is(filter.service, letter.service) &&
    is(filter.reason, letter.reason) &&
    is(filter.type, letter.type) &&
    is(filter.key, letter.record.key?.toString()) &&
    Date.parse(letter.at) >= since &&
    Date.parse(letter.at) < until
}

/**
 * A filter out of conditions as a person types them: `reason=DECIDE_FAILED`, `since=2h`. Each field once.
 *
 * @throws MessagingError `FILTER_INVALID`
 */
export function parseFilter(conditions: readonly string[], now: Date): AskedFilter {
  const filter: Record<string, string> = {}
  for (const condition of conditions) {
    const [, field = '', value = ''] = /^([^=]*)=(.*)$/s.exec(condition) ?? []
    if (!(filterFields as readonly string[]).includes(field) || value === '') {
      throw invalid(
        `"${condition}" is no condition: write field=value, the field one of ${filterFields.join(', ')}.`,
      )
    }
    if (Object.hasOwn(filter, field))
      throw invalid(`The field ${field} is given twice: dead letters must meet all conditions.`)
    filter[field] = value
  }
  matcher(filter, now)
  const state = states.find(each => each === filter.state)
  if (filter.state !== state)
    throw invalid(
      `state=${filter.state} is no state: write open, for those that nobody has sent back, or redriven.`,
    )
  return filter as AskedFilter
}

/**
 * A filter's `until` as a time that stays the same, ISO 8601 in UTC: never later than now, which it also is where none is given.
 *
 * @throws MessagingError `FILTER_INVALID`
 */
export function untilAt(until: string | undefined, now: Date): string {
  const time = until === undefined ? now.getTime() : timeOf('until', until, now)
  return new Date(Math.min(Math.max(time, 0), now.getTime())).toISOString()
}

const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)'
const date = `(?:${leapYear}-02-29|[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31))`
const minutes = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'
const ofDay = `T${minutes}(?::[0-5][0-9](?:[.][0-9]{1,9})?)?(?:Z|[+-]${minutes})?`

/** A time of a filter as a pattern of JSON Schema: so long ago, or a day of the calendar with or without a time of it. */
export const timePattern = `^(?:[0-9]{1,6}[smhd]|${date}(?:${ofDay})?)$`
const time = new RegExp(timePattern)

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function timeOf(field: string, text: string, now: Date): number {
  if (!time.test(text)) {
    throw invalid(
      `${field}=${text} is no time: write 2026-01-15T10:30:00Z, or 90s, 15m, 2h or 3d for so long ago.`,
    )
  }
  const unit = units[text.at(-1) as keyof typeof units]
  return unit === undefined ? Date.parse(text) : now.getTime() - Number(text.slice(0, -1)) * unit
}

const invalid = (message: string) => new MessagingError('FILTER_INVALID', message)

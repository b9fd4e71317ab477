import { MessagingError } from '../errors.ts'
import type { DeadLetter } from './letter.ts'

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

const filterFields = ['topic', 'service', 'reason', 'type', 'key', 'since', 'until'] as const

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
export function parseFilter(conditions: readonly string[], now: Date): Filter {
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
  return filter
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function timeOf(field: string, text: string, now: Date): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (number !== undefined) return now.getTime() - Number(number) * units[unit as keyof typeof units]
  const time = Date.parse(text)
  if (!Number.isNaN(time) && isDay(text.slice(0, 10))) return time
  throw invalid(
    `${field}=${text} is no time: write 2026-01-15T10:30:00Z, or 90s, 15m, 2h or 3d for so long ago.`,
  )
}

/** A date of the calendar, `2026-01-15`: `Date.parse` takes 30 February for 2 March. */
const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

const invalid = (message: string) => new MessagingError('FILTER_INVALID', message)

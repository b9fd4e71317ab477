import pg from 'pg'

const byDate = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)

/**
 * A `timestamptz` as PostgreSQL writes it, as a time of RFC 3339 in UTC, to the millisecond: `2026-01-15 10:30:00.25+00` is
 * `2026-01-15T10:30:00.250Z`. In the time zone that sessions have it is cut and joined: a Date of each, and a text of
 * that, were a fifteenth of the order service's work.
 *
 * @throws RangeError of one that no Date holds, such as `infinity`
 */
export function timeOf(text: string): string {
  if (!text.endsWith('+00') || text[10] !== ' ') return new Date(byDate(text)).toISOString()
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0').slice(0, 3)}Z`
}

/** A `timestamptz` as text whichever pool it was read by: pg's own gives a Date. */
export const asTime = (value: Date | string): string => (value instanceof Date ? value.toISOString() : value)

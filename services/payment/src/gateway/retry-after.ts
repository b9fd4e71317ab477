/** The longest and the shortest that a `Retry-After` is followed, in milliseconds; the longest counts if they cross. */
export interface RetryAfterBounds {
  readonly minMs: number
  readonly maxMs: number
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const month = `(?<month>${months.join('|')})`
const time = '(?<hour>[0-2][0-9]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)'
const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longDay = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'

/** RFC 9110 §5.6.7: what is sent today, and two forms that are still to be understood. */
const dates = [
  new RegExp(`^${day}, (?<day>[0-3][0-9]) ${month} (?<year>[0-9]{4}) ${time} GMT$`),
  new RegExp(`^${longDay}, (?<day>[0-3][0-9])-${month}-(?<year>[0-9]{2}) ${time} GMT$`),
  new RegExp(`^${day} ${month} (?<day>[0-3 ][0-9]) ${time} (?<year>[0-9]{4})$`),
]

/**
 * How long an answer asks to be left alone, in milliseconds within the bounds: `Retry-After` (RFC 9110 §10.2.3), a number
 * of seconds or an HTTP-date in one of its three forms. What is neither is no wish; of several lines the longest counts.
 *
 * @param sentAt the answer's own `Date`: a date is so long after that, whatever our clock says
 * @param now milliseconds since 1970; counts if there is no such `Date`
 * @returns undefined if nothing is asked for
 */
export function retryAfterMs(
  header: string | readonly string[] | undefined,
  sentAt: string | readonly string[] | undefined,
  now: number,
  { minMs, maxMs }: RetryAfterBounds,
): number | undefined {
  if (header === undefined) return undefined
  const from = (typeof sentAt === 'string' ? httpDate(sentAt, now) : undefined) ?? now
  const waits = [header].flat().flatMap(line => waitMs(line.trim(), from) ?? [])
  return waits.length === 0 ? undefined : Math.min(maxMs, Math.max(minMs, ...waits))
}

function waitMs(text: string, from: number): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) * 1_000
  const at = httpDate(text, from)
  return at === undefined ? undefined : at - from
}

/** An HTTP-date as milliseconds since 1970; undefined for anything else. */
function httpDate(text: string, now: number): number | undefined {
  const parts = dates.map(date => date.exec(text)?.groups).find(groups => groups !== undefined)
  if (parts === undefined) return undefined
  const number = (name: string) => Number(parts[name])
  const at = (year: number) => {
    const monthIndex = months.indexOf(parts.month as (typeof months)[number])
    const midnight = new Date(0).setUTCFullYear(year, monthIndex, number('day'))
    const exists = new Date(midnight).getUTCDate() === number('day') && number('hour') < 24
    return exists
      ? midnight + ((number('hour') * 60 + number('minute')) * 60 + number('second')) * 1_000
      : undefined
  }
  if (parts.year?.length !== 2) return at(number('year'))
  // Two digits that would lie more than 50 years ahead are of the century before.
  const year = number('year') + 100 * Math.floor(new Date(now).getUTCFullYear() / 100)
  return at(year > new Date(now).getUTCFullYear() + 50 ? year - 100 : year)
}

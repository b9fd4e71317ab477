const date = '(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])'
const time = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?'
const rest = `-${date}T${time}`
const anyYear = '(?:197[1-9]|19[89][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-7])'
const offset = '[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]'

/**
 * The `pattern` that stands beside `"format": "date-time"` in every schema: RFC 3339 with an upper-case T and Z, at
 * most nanoseconds, and a moment in the years 1970 to 9998 of UTC, which every store and language can hold. The first
 * and the last of these years have to be written in UTC, so that no offset leads out of them.
 */
export const dateTimePattern = `^(?:${anyYear}${rest}(?:Z|${offset})|(?:1970|9998)${rest}Z)$`

/** A moment as `Date.toISOString` writes it; leap days and the outermost years take the long way. */
const usual =
  /^(?:19[89]\d|2\d{3})-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?Z$/
const exact = new RegExp(dateTimePattern)

/**
 * Whether a text is a date-time: one of the pattern's form, on a day that the calendar has. Second 60 is there in the
 * last minute of a day of UTC alone: where leap seconds are.
 */
export function isDateTime(text: string): boolean {
  return usual.test(text) || (exact.test(text) && isOfCalendar(text) && isSecondOfDay(text))
}

/**
 * The moment that a date-time states, as `Date.toISOString` writes it; undefined for what is none. A leap second,
 * which PostgreSQL, Java and JavaScript have no place for, is the last millisecond before it; fractions are cut off
 * after milliseconds.
 */
export function instantOf(text: string): string | undefined {
  if (!isDateTime(text)) return undefined
  const isLeap = text[17] === '6'
  if (text.length === 24 && !isLeap) return text
  return new Date(isLeap ? text.replace(/:60(?:\.\d+)?/, ':59.999') : text).toISOString()
}

function isOfCalendar(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8, 10)].map(Number)
  return Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
}

function isSecondOfDay(text: string): boolean {
  if (text[17] !== '6') return true
  const minuteOfDay = (hour: string, minute: string) => Number(hour) * 60 + Number(minute)
  const [, sign, hour = '0', minute = '0'] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? []
  const ahead = minuteOfDay(hour, minute) * (sign === '-' ? -1 : 1)
  const minutes = 24 * 60
  return (minuteOfDay(text.slice(11, 13), text.slice(14, 16)) - ahead + minutes) % minutes === minutes - 1
}

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

/**
 * What the pattern takes and what is no time all the same: second 60, and days that the calendar has not. It stands
 * beside the pattern as `not`, so that a time is the same to every validator, whether it asserts formats or not: they
 * disagree about these, as they do about a line end behind `$`.
 */
export const noDateTimePattern =
  '[^0-9:.TZ+-]|:60|-02-3|-(?:0[469]|11)-31|(?:[02468][1235679]|[13579][01345789])(?:00)?-02-29'

/** A moment as `Date.toISOString` writes it; leap days and the outermost years take the long way. */
const usual =
  /^(?:19[89]\d|2\d{3})-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?Z$/
const exact = new RegExp(dateTimePattern)
const none = new RegExp(noDateTimePattern)

/** Whether a text is a date-time: one of the pattern's form, at a time that clock and calendar have. */
export function isDateTime(text: string): boolean {
  return usual.test(text) || (exact.test(text) && !none.test(text))
}

/**
 * The moment that a date-time states, as `Date.toISOString` writes it; undefined for what is none. Fractions are cut
 * off after milliseconds.
 */
export function instantOf(text: string): string | undefined {
  if (!isDateTime(text)) return undefined
  return text.length === 24 ? text : new Date(text).toISOString()
}

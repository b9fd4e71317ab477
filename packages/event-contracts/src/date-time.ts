/** A moment as `Date.toISOString` writes it; a leap day takes the long way. A shortcut past a slow exact check. */
const usual =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?Z$/

const parts = /^(\d{4})-(\d\d)-(\d\d)[t\s](\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:z|([+-])(\d\d)(?::?(\d\d))?)$/i
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Whether a text is a date-time of RFC 3339: a day that the calendar has, a time and a zone. Gives the verdicts of
 * ajv-formats in its full mode, which also takes a space for the T, `+02` and `+0200`, and leap seconds.
 */
export function isDateTime(text: string): boolean {
  return usual.test(text) || isExactDateTime(text)
}

function isExactDateTime(text: string): boolean {
  const found = parts.exec(text)
  if (found === null) return false
  const number = (part: number) => Number(found[part] ?? 0)
  const [hour, minute, second] = [number(4), number(5), number(6)]
  const [zoneHour, zoneMinute] = [number(8), number(9)]
  if (!isDay(number(1), number(2), number(3)) || zoneHour > 23 || zoneMinute > 59) return false
  if (hour <= 23 && minute <= 59 && second < 60) return true
  const sign = found[7] === '-' ? -1 : 1
  return second < 61 && isLastMinuteOfDay(hour - sign * zoneHour, minute - sign * zoneMinute)
}

function isDay(year: number, month: number, day: number): boolean {
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  return day >= 1 && day <= (daysInMonth[month - 1] ?? 0) + leapDay
}

/** Only this minute can have a leap second. In UTC; minus one is the last hour, or minute, of the one before. */
function isLastMinuteOfDay(hour: number, minute: number): boolean {
  const hourInUtc = minute < 0 ? hour - 1 : hour
  return (hourInUtc === 23 || hourInUtc === -1) && (minute === 59 || minute === -1)
}

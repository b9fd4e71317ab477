const whole = new Intl.NumberFormat('en-GB')
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

/** `12,345`. */
export const count = (value: number): string => whole.format(Math.round(value))

/** `12,345` up to five digits, then `1.2m`: what fits a small tile. */
export const shortCount = (value: number): string => (value < 100_000 ? count(value) : compact.format(value))

/** A rate per second: `0`, `0.4`, `12`, `1,234`; `–` for one that is not known. */
export function rate(perSecond: number): string {
  if (Number.isNaN(perSecond)) return '–'
  if (perSecond < 0.05) return '0'
  return perSecond < 9.95 ? perSecond.toFixed(1) : count(perSecond)
}

/** `8 ms`, `1.24 s`, `2.1 min`; `–` for nothing measured. */
export function duration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) return '–'
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 9_995) return `${(milliseconds / 1000).toFixed(2)} s`
  if (milliseconds < 99_950) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${(milliseconds / 60_000).toFixed(1)} min`
}

/** Minor units of a currency as people write them, with all their digits: `€10.50`. */
export function money(amount: number | bigint, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  // As text with an exponent: a number would lose digits beyond 2^53.
  return format.format(`${amount}e-${digits}` as Intl.StringNumericLiteral)
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** The time of day, here: `14:03:27`. */
export const timeOfDay = (time: string | number): string => clock.format(new Date(time))

const shortClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** `14:03` */
export const shortTime = (time: number): string => shortClock.format(new Date(time))

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const dayOfMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** A moment, here, in its parts: `Thu`, `15 Jan`, `14:03:27`. */
export const momentParts = (time: number): readonly [weekday: string, day: string, time: string] => [
  weekday.format(time),
  dayOfMonth.format(time),
  timeOfDay(time),
]

const dayClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** The day and the time of it, here: `30 Nov, 14:03:27`. */
export const dayAndTime = (iso: string): string => dayClock.format(new Date(iso))

/** The end of an id, by which people tell ids of the same minute apart. */
export const shortId = (id: string): string => `…${id.slice(-8)}`

/** `in` for 1, `ins` for others; an irregular plural may be given. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** How long, to be read at a glance: `0.4 s`, `34 s`, `12 min`, `3 h`, `2 days`. */
export function seconds(value: number): string {
  if (value < 9.95) return `${value.toFixed(1)} s`
  if (value < 120) return `${Math.round(value)} s`
  if (value < 7_200) return `${Math.round(value / 60)} min`
  if (value < 172_800) return `${Math.round(value / 3_600)} h`
  return `${Math.round(value / 86_400)} days`
}

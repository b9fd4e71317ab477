import { Type } from 'typebox'

/**
 * The longest that a timer may be set to: a day. Node's timers end at 2^31 − 1 ms, some 24 days, and fire at once
 * beyond; what is derived from a setting, such as thrice its time, has to stay below.
 */
export const longestTimerMs = 86_400_000

/**
 * The longest that anything is kept by its age: 50 years. The days are subtracted from today, and event ids have no
 * time before 1970.
 */
const longestDays = 18_250

export interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
}

/** A setting that is a whole number. */
export const whole = (description: string, byDefault: number, minimum: number, maximum: number) =>
  Type.Integer({ description, default: byDefault, minimum, maximum })

/** A setting in milliseconds that timers are set to; from 1 to a day unless told. */
export const milliseconds = (
  description: string,
  byDefault: number,
  { minimum = 1, maximum = longestTimerMs }: Bounds = {},
) => whole(description, byDefault, minimum, maximum)

/** A setting in days that something is kept for; 0 is for ever. */
export const days = (description: string, byDefault: number) => whole(description, byDefault, 0, longestDays)

/**
 * A setting in milliseconds that is kept in a row and compared by a database, so that no timer is set to it; up to 30
 * days.
 */
export const deadline = (description: string, byDefault: number, minimum: number) =>
  milliseconds(description, byDefault, { minimum, maximum: 2_592_000_000 })

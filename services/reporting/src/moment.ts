import { HttpProblem } from '@orderflow/service-kit'
import { Type } from 'typebox'

/** A moment as a parameter of a query. */
export const time = (description: string) => Type.String({ description, format: 'date-time', maxLength: 40 })

/** 9999-12-31T23:59:59.999Z. PostgreSQL has no year 0, and years of five digits are written otherwise. */
const lastMs = 253_402_300_799_999

/**
 * A moment in milliseconds since 1970; what is before that, or after the year 9999, is the nearest that is not.
 * @throws HttpProblem 400 for what has the form of a moment and is none, such as the 61st second of most minutes
 */
export function momentOf(name: string, text: string): number {
  const moment = Date.parse(text)
  if (Number.isNaN(moment)) {
    throw new HttpProblem({
      status: 400,
      detail: `${name} is no moment: give one such as 2026-01-15T10:30:00Z.`,
    })
  }
  return Math.min(Math.max(moment, 0), lastMs)
}

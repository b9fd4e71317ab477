import type { Refusal } from '../refusal.ts'
import { refusalOfCode } from '../refusals.ts'
import { reasonFor, unavailableFor } from '../unavailable.ts'

/** A part of an answer that says no, where who asked reads the answer himself. */
export class Refused extends Error {
  readonly apiCode: number

  /** @param about what was asked for, such as `topic/partition` */
  constructor(apiCode: number, about: string, why: string = refusalOfCode(apiCode).name) {
    super(`the broker refuses ${about}: ${why}`)
    this.name = 'Refused'
    this.apiCode = apiCode
  }
}

/**
 * The refusal behind what the client throws, which may be wrapped, and be several.
 *
 * @returns undefined if no broker has refused anything: the connection failed, or nobody answered
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  // -1 is also what the client makes of an error of its own.
  if ('apiCode' in error && typeof error.apiCode === 'number') return refusalOfCode(error.apiCode)
  for (const part of error instanceof AggregateError ? error.errors : []) {
    const refusal = refusalOf(part)
    if (refusal !== undefined) return refusal
  }
  return refusalOf(error.cause)
}

/** The innermost words: the client's own say which request failed, and not why. */
function inWords(error: unknown): Error {
  let inner = error
  while (inner instanceof Error && inner.cause !== undefined) inner = inner.cause
  if (inner instanceof AggregateError && inner.errors.length > 0) return inWords(inner.errors[0])
  return inner instanceof Error ? inner : new Error(String(inner))
}

/** What the client throws, in the words of this package. */
export const unavailable = (error: unknown) => unavailableFor(inWords(error), refusalOf(error))

/** The same sentence for a refusal; the error's own words for all else. */
export const reasonOf = (error: unknown) => reasonFor(inWords(error), refusalOf(error))

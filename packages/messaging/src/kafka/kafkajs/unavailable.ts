import { reasonFor, unavailableFor } from '../unavailable.ts'
import { refusalOf } from './refusal-of.ts'

/** What kafkajs throws, in the words of this package. */
export const unavailable = (error: unknown) => unavailableFor(error, refusalOf(error))

/** The same sentence for a refusal; the error's own words for all else. */
export const reasonOf = (error: unknown) => reasonFor(error, refusalOf(error))

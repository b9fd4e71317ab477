import { isDateTime } from './date-time.ts'

export { isText } from './text.ts'

/** What the generated validators need at run time; nothing else uses this file. */

/** What is wrong at one place of the data, as ajv states it. */
export interface SchemaError {
  /** A JSON pointer into the data; empty for the whole. */
  readonly instancePath: string
  readonly keyword: string
  readonly params: { readonly missingProperty?: string }
  readonly message: string
}

/** Whether data follow a schema; after a false, `errors` says why not until the next call. */
export interface Validator {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** The formats that schemas can name. */
export const formats = { 'date-time': isDateTime }

/**
 * `maxLength`: whether a text has more than `most` code points. They are counted only where the length, which is
 * in UTF-16 units and thus at most twice as large, leaves it open.
 */
export function isLonger(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || codePoints(text) > most)
}

/** `minLength`: whether a text has fewer than `least` code points. */
export function isShorter(text: string, least: number): boolean {
  return text.length < least || (text.length < 2 * least && codePoints(text) < least)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

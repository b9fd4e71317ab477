import { isDateTime } from './date-time.ts'

export { equal } from './equal.ts'
export { isLonger, isShorter } from './lengths.ts'
export { isText } from './text.ts'

/** What the generated validators need at run time. */

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

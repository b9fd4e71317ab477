import { Type } from 'typebox'

/** Characters that turn the direction of the text around them: what is read is not what is there (Unicode UAX 9). */
const bidirectional = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069'

/**
 * What every store and every language behind a request can hold: any letters, signs and spaces, but no control
 * characters (PostgreSQL has no NUL), also not of direction, and no half of a surrogate pair, which is no character and has no
 * UTF-8.
 */
export const printable = `^[^\\u0000-\\u001f\\u007f-\\u009f${bidirectional}\\ud800-\\udfff]*$`

/** The same as OpenAPI has it: validators in Rust refuse a pattern with surrogates, and no text of theirs has half of a pair. */
export const printableElsewhere = `^[^\\u0000-\\u001f\\u007f-\\u009f${bidirectional}]*$`

/** What a header's value holds unchanged, whatever encoding its sender assumes: visible ASCII and spaces. */
export const printableAscii = '^[\\u0020-\\u007e]*$'

/** An id in a path, a query or a body: 1 to 100 characters, of those that can be kept. */
export const id = (description: string) => text(description, 100)

/** Letters and digits of any script and the signs that ids of products have: nothing that an address or a number of a person needs. */
export const ofProducts = '^[\\p{L}\\p{M}\\p{N}._:/-]*$'

/** A product's id from those who are no operators: it goes into events as it is. */
export const productId = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 100, pattern: ofProducts })

/** Text that people write: of one line, at least one character, at most `maxLength`. */
export const text = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength, pattern: printable })

/** The value of a header that is kept. */
export const headerText = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength, pattern: printableAscii })

import { Type } from 'typebox'

/**
 * Characters that turn the direction of the text around them: what is read is not what is there (Unicode UAX 9); and U+2028 and
 * U+2029, which end a line of it.
 */
const misleading = '\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'

/**
 * What every store and every language behind a request can hold: any letters, signs and spaces, but no control
 * characters (PostgreSQL has no NUL), also not of direction or lines, and no half of a surrogate pair, which is no character and has no
 * UTF-8.
 */
export const printable = `^[^\\u0000-\\u001f\\u007f-\\u009f${misleading}\\ud800-\\udfff]*$`

/** The same as OpenAPI has it: validators in Rust refuse a pattern with surrogates, and no text of theirs has half of a pair. */
export const printableElsewhere = `^[^\\u0000-\\u001f\\u007f-\\u009f${misleading}]*$`

/** What a header's value holds unchanged, whatever encoding its sender assumes: visible ASCII and spaces. */
export const printableAscii = '^[\\u0020-\\u007e]*$'

/** An id in a path, a query or a body: 1 to 100 characters, of those that can be kept. */
export const id = (description: string) => text(description, 100)

/** Who someone is, as the `sub` of their tokens has it: 1 to 255 characters (OpenID Connect Core 1.0, section 2). */
export const subject = (description: string) => text(description, maxSubjectLength)
export const maxSubjectLength = 255

/**
 * The scripts, as ranges without the spaces and signs between them: what a letter (`\p{L}`) is depends on the version of
 * Unicode that a program has, and a document is to say the same to all.
 */
const scripts =
  '\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0300-\\u061b\\u061d-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u2c00-\\u2dff\\u3005-\\ud7ff'

/** Letters and digits of any script and the signs that ids of products have: no e-mail address has only these; a name or a number can. */
export const ofProducts = `^[A-Za-z0-9._:/${scripts}-]*$`

/** A product's id from those who are no operators: it goes into events as it is. */
export const productId = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 100, pattern: ofProducts })

/** Text that people write: of one line, at least one character, at most `maxLength`. */
export const text = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength, pattern: printable })

/** The value of a header that is kept. */
export const headerText = (description: string, maxLength: number) =>
  Type.String({ description, minLength: 1, maxLength, pattern: printableAscii })

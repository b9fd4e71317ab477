import { isLonger } from './lengths.ts'

/**
 * The `pattern` of every id and reference in the schemas: Unicode text without control characters (C0, DEL, C1) and
 * without halves of surrogate pairs, so that every store and language can hold it, logs stay on their line, and it is
 * the same text everywhere. It names what is allowed, in the characters themselves, because the escapes for them and
 * for surrogates differ between the languages' regular expressions.
 */
export const textPattern = '^[ -~\u00a0-\ud7ff\ue000-\uffff\u{10000}-\u{10ffff}]*$'

/**
 * The `not` beside it. The pattern excludes line ends already, but in Python, and in Java with `find`, its `$` matches
 * before one at the end too.
 */
export const noTextPattern = '[\n\r\u0085]'

/** The `pattern` of codes, such as reasons, and the `not` beside it, which is there for the same. */
export const codePattern = '^[A-Z][A-Z0-9_]*$'
export const noCodePattern = '[^A-Z0-9_]'

const ascii = /^[ -~]*$/
const whole = new RegExp(textPattern, 'u')

/** Whether a text is an id as events have it: of 1 to 100 characters, and of the pattern's form. */
export const isId = (text: string): boolean => text.length > 0 && !isLonger(text, 100) && isText(text)

/** Whether a text has the form of the pattern. Most are ASCII, for which an expression without the flag is faster. */
export const isText = (text: string): boolean => ascii.test(text) || whole.test(text)

import { maxMessageBytes } from '../outbox/outbox.ts'
import { type Poison, poison } from '../types/poison.ts'

/** Levels of a value. Reading takes any number of them; writing it anew takes the stack, and ends at some thousands. */
const maxDepth = 500

/** Digits of a number, of all its parts together. Java's parsers take no more, and none is right to the last of them. */
const maxDigits = 1000

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A message's value as JSON, or the reason why it is none. What parsers of other languages read otherwise is refused:
 * the rules are in schemas/conformance/README.md, and the vectors there hold every stack to them.
 */
export function readValue(value: Buffer | null): { json: unknown } | { poison: Poison } {
  if (value === null) {
    return poison('VALUE_NULL', 'The message has no value, which means something on compacted topics alone.')
  }
  if (value.length > maxMessageBytes) {
    return poison('VALUE_TOO_LARGE', `The value has ${value.length} bytes; the limit is ${maxMessageBytes}.`)
  }
  // No shorter value has so many levels or digits.
  const excess = value.length > maxDigits ? excessOf(value) : undefined
  if (excess === 'levels') {
    return poison('VALUE_TOO_DEEP', `The value nests more than ${maxDepth} levels.`)
  }
  if (excess === 'digits') {
    return poison('VALUE_NUMBER_TOO_LONG', `The value has a number of more than ${maxDigits} digits.`)
  }
  try {
    const text = utf8.decode(value)
    if (text.includes('\\u') && hasHalfPair(text)) {
      return poison('VALUE_NOT_UNICODE', 'The value has half of a surrogate pair, which is no Unicode.')
    }
    return { json: JSON.parse(text) }
  } catch (error) {
    return error instanceof SyntaxError
      ? poison('VALUE_NOT_JSON', `The value is not JSON: ${error.message}`)
      : poison('VALUE_NOT_UTF8', 'The value is not UTF-8.')
  }
}

const byte = {
  quote: 0x22,
  backslash: 0x5c,
  array: 0x5b,
  arrayEnd: 0x5d,
  object: 0x7b,
  objectEnd: 0x7d,
  zero: 0x30,
  nine: 0x39,
  comma: 0x2c,
  colon: 0x3a,
} as const

/** Of what a JSON text has more than is read. Its texts are passed over. */
function excessOf(json: Buffer): 'levels' | 'digits' | undefined {
  let depth = 0
  let digits = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const each = json[at]
    if (each === byte.quote) inText = !inText
    else if (inText) at += each === byte.backslash ? 1 : 0
    else if (each === byte.array || each === byte.object) {
      if (++depth > maxDepth) return 'levels'
    } else if (each === byte.arrayEnd || each === byte.objectEnd) depth--
    else if (each !== undefined && each >= byte.zero && each <= byte.nine) {
      if (++digits > maxDigits) return 'digits'
    } else if (each === byte.comma || each === byte.colon) digits = 0
  }
  return undefined
}

/** Whether an escape in a JSON text is half of a surrogate pair without the other half beside it. */
function hasHalfPair(json: string): boolean {
  for (const [each] of json.matchAll(escapes)) if (/^\\u[dD][89a-fA-F]..$/.test(each)) return true
  return false
}

/** Pairs are taken whole, and what is behind a backslash that is itself escaped is none. */
const escapes = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]/g

import { maxMessageBytes } from '../outbox/outbox.ts'
import { type Poison, poison } from '../types/poison.ts'

/** Levels of a value. Reading takes any number of them; writing it anew takes the stack, and ends at some thousands. */
const maxDepth = 500

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A message's value as JSON, or the reason why it is none. */
export function readValue(value: Buffer | null): { json: unknown } | { poison: Poison } {
  if (value === null) {
    return poison('VALUE_NULL', 'The message has no value, which means something on compacted topics alone.')
  }
  if (value.length > maxMessageBytes) {
    return poison('VALUE_TOO_LARGE', `The value has ${value.length} bytes; the limit is ${maxMessageBytes}.`)
  }
  if (value.length > 2 * maxDepth && isDeep(value)) {
    return poison('VALUE_TOO_DEEP', `The value nests more than ${maxDepth} levels.`)
  }
  try {
    return { json: JSON.parse(utf8.decode(value)) }
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
} as const

/** Whether a JSON text has more levels than are read. Its texts are passed over. */
function isDeep(json: Buffer): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const each = json[at]
    if (each === byte.quote) inText = !inText
    else if (inText) at += each === byte.backslash ? 1 : 0
    else if (each === byte.array || each === byte.object) {
      if (++depth > maxDepth) return true
    } else if (each === byte.arrayEnd || each === byte.objectEnd) depth--
  }
  return false
}

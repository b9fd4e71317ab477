import { pointerOf } from './pointer.ts'

/** What is wrong with a text that is JSON by its grammar, and where: a JSON pointer as a URI fragment. */
export interface JsonFault {
  readonly pointer: string
  readonly detail: string
}

/** Deeper than any schema here; what walks a value may then recurse. */
export const deepest = 32

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

/** Where the scan is within each object and array that is open. */
interface Frame {
  /** The names that an object has had; an array has none. */
  readonly names: Set<string> | undefined
  at: string | number
  expectsName: boolean
}

/**
 * The first thing in a text that I-JSON (RFC 7493) forbids, or that is dangerous to hand on: a name that comes twice
 * in an object, which parsers read differently; NUL or half of a surrogate pair; names that reach a prototype; too
 * many levels. Undefined if there is none. `json` has been parsed without an error before.
 */
export function jsonFault(json: string): JsonFault | undefined {
  const open: Frame[] = []
  const fault = (detail: string) => ({ pointer: pointerOf(open.map(({ at }) => at)), detail })
  for (const [token] of json.matchAll(tokens)) {
    const frame = open.at(-1)
    if (token === '{' || token === '[') {
      if (open.length === deepest) return fault(`must not nest more than ${deepest} levels`)
      const names = token === '{' ? new Set<string>() : undefined
      open.push({ names, at: names === undefined ? 0 : '', expectsName: names !== undefined })
    } else if (token === '}' || token === ']') open.pop()
    else if (token === ',') next(frame as Frame)
    else {
      const string = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
      if (frame?.names !== undefined && frame.expectsName) {
        frame.at = string
        frame.expectsName = false
        const refusal = ofName(string, frame.names, open.at(-2))
        if (refusal !== undefined) return fault(refusal)
        frame.names.add(string)
      }
      if (string.includes('\0') || !string.isWellFormed())
        return fault('must not hold NUL, nor one half of a surrogate pair')
    }
  }
  return undefined
}

function next(frame: Frame): void {
  if (typeof frame.at === 'number') frame.at += 1
  else frame.expectsName = true
}

function ofName(name: string, names: ReadonlySet<string>, outer: Frame | undefined): string | undefined {
  if (names.has(name)) return 'must not be named twice in one object'
  if (name === '__proto__' || (name === 'prototype' && outer?.at === 'constructor'))
    return 'must not have this name, which reaches the prototype of objects'
  return undefined
}

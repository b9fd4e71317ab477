import type { ContractFiles } from './compare-files.ts'
import { compareLinked } from './compare-schemas.ts'
import { link } from './documents.ts'
import { canonical, isArray, isObject, type Json, type JsonObject, own } from './json.ts'

/**
 * A tightening within a version that was looked at and let through, on record for good: because every event that was
 * ever published follows the tighter schema too. It holds for the places that it names and the values that it sets,
 * and for nothing else.
 */
export interface Exception {
  /** Why no event is lost to it, for whoever reviews it. */
  readonly because: string
  /** Keywords and their values, such as `{"maxLength": 40}`. */
  readonly set: Readonly<Record<string, Json>>
  /** Schema files with a JSON pointer each: `schemas/order/created.v1.json#/properties/createdAt`. */
  readonly at: readonly string[]
}

/** The files of another moment as they would be with the exceptions, and the places where that changes them. */
export interface Excepted {
  readonly files: ContractFiles
  readonly places: readonly string[]
}

/**
 * Reads exceptions, and takes none that is more than a tightening with a reason.
 *
 * @throws `EXCEPTION_INVALID`
 */
export function readExceptions(json: unknown): readonly Exception[] {
  if (isArray(json) && json.every(isException)) return json as unknown as readonly Exception[]
  throw invalid('it must be a list of {"because": a sentence, "set": {keyword: value}, "at": [file#pointer]}')
}

const isException = (value: Json) =>
  isObject(value) &&
  typeof value.because === 'string' &&
  value.because.length >= 20 &&
  isObject(value.set ?? null) &&
  isArray(value.at) &&
  value.at.every(place => typeof place === 'string' && /^[^#]+#(\/|$)/.test(place))

/**
 * What was promised before, as tight as the exceptions have made it since: to be compared with what is promised now.
 * A file or place that was not there yet is left out. Pure.
 *
 * @throws `EXCEPTION_INVALID` if one does more than tighten: then old consumers would refuse new events
 */
export function withExceptions(before: ContractFiles, exceptions: readonly Exception[]): Excepted {
  const schemas = new Map(before.schemas)
  const places: string[] = []
  for (const { set, at } of exceptions) {
    for (const place of at) {
      const [file = '', pointer = ''] = place.split('#')
      const schema = schemas.get(file) as Json | undefined
      const tighter = schema && changedAt(schema, pointer.split('/').slice(1), set)
      if (tighter === undefined || canonical(tighter) === canonical(schema as Json)) continue
      const others = changesTo(file, tighter, { ...before, schemas })
      if (others[0]) throw invalid(`${place}: ${others[0].change} is no tightening, so old consumers break`)
      schemas.set(file, tighter)
      places.push(place)
    }
  }
  return { files: { ...before, schemas }, places }
}

/** What is more than a tightening. */
function changesTo(file: string, tighter: Json, { schemas, others = new Map() }: ContractFiles) {
  const now = link(new Map([...others, ...schemas, [file, tighter]]))
  return compareLinked(file, { before: link(new Map([...others, ...schemas])), after: now }).filter(
    ({ breaks }) => breaks !== 'old events',
  )
}

/** A copy with keywords set in the object at the end of a path; undefined if there is none. */
function changedAt(value: Json | undefined, path: readonly string[], set: JsonObject): Json | undefined {
  if (!isObject(value)) return undefined
  const [step, ...rest] = path
  if (step === undefined) return { ...value, ...set }
  const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
  const part = changedAt(own(value, name), rest, set)
  return part === undefined ? undefined : { ...value, [name]: part }
}

const invalid = (why: string) =>
  new Error(`EXCEPTION_INVALID: an exception to compatibility is not one: ${why}`)

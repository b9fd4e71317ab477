/** A parsed JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json
}

const longestShown = 80

export const isArray = (value: unknown): value is readonly Json[] => Array.isArray(value)

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !isArray(value)

/** The member of that name; never one that every object inherits, so `constructor` is a name like any other. */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** The JSON pointer (RFC 6901) one or more steps further down. */
export const pointerTo = (pointer: string, ...steps: readonly (string | number)[]): string =>
  pointer + steps.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The value as one text, the same for every order of an object's members. */
export function canonical(value: Json): string {
  if (isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).sort()
  return `{${members.map(name => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join(',')}}`
}

/** A list whose order and repetitions mean nothing. */
export const asSet = (values: readonly Json[]): readonly Json[] =>
  [...new Map(values.map(value => [canonical(value), value]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value)

/** A value in a message, on one line and cut short; `absent` when there is none. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'absent'
  const text = JSON.stringify(value)
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`
}

export interface Difference {
  /** From the values that were compared. */
  readonly pointer: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** The first place where two values differ, or undefined. Lists are taken whole unless they hold objects. */
export function firstDifference(
  before: Json | undefined,
  after: Json | undefined,
  pointer = '',
): Difference | undefined {
  if (before !== undefined && after !== undefined) {
    if (canonical(before) === canonical(after)) return undefined
    for (const step of commonSteps(before, after)) {
      const inner = firstDifference(member(before, step), member(after, step), pointerTo(pointer, step))
      if (inner) return inner
    }
  }
  return before === after ? undefined : { pointer, before, after }
}

/** The members to look into: of two objects, or of two lists of objects that are as long as each other. */
function commonSteps(before: Json, after: Json): readonly string[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
  }
  const ofObjects = isArray(before) && isArray(after) && before.length === after.length
  return ofObjects && [...before, ...after].every(isObject) ? Object.keys(before) : []
}

const member = (value: Json, step: string): Json | undefined => own(value as JsonObject, step)

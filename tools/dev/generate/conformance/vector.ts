import type { Contract } from '@orderflow/events'

/** The value of one message, as text, and what every stack has to say of it. */
export interface Vector {
  /** Says what is tried; no two vectors of a file have the same. */
  readonly name: string
  readonly topic: string
  /** JSON as it is sent, to the letter: `1.0`, a member twice or a lone surrogate's escape stay as they are. */
  readonly value: string
  readonly verdict: 'valid' | 'invalid'
  /** Why an invalid one is none. */
  readonly reason?: string
}

/** The names and positions that lead to a part of a value. */
export type Path = readonly (string | number)[]

/** What a table of cases says of one piece of JSON text: without a reason it is valid. */
export type Case = readonly [name: string, text: string, reason?: string | undefined]

/** The example of a contract's schema. */
export function exampleOf({ schema }: Contract): unknown {
  return (schema as { examples: readonly unknown[] }).examples[0]
}

/** A vector that is valid unless there is a reason. */
export function vector(name: string, topic: string, value: string, reason?: string): Vector {
  return reason === undefined
    ? { name, topic, value, verdict: 'valid' }
    : { name, topic, value, verdict: 'invalid', reason }
}

/** The value as JSON text, with this text in place of the part at the path; the last step may be new. */
export function withText(value: unknown, path: Path, text: string): string {
  const [step, ...rest] = path
  if (step === undefined) return text
  if (Array.isArray(value)) {
    return `[${value.map((part, at) => (at === step ? withText(part, rest, text) : JSON.stringify(part))).join(',')}]`
  }
  const members = { ...(value as Readonly<Record<string, unknown>>) }
  const names = [...new Set([...Object.keys(members), String(step)])]
  const member = (name: string) =>
    name === step ? withText(members[name], rest, text) : JSON.stringify(members[name])
  return `{${names.map(name => `${JSON.stringify(name)}:${member(name)}`).join(',')}}`
}

/** The value as JSON text without the member at the end of the path. */
export function without(value: unknown, path: Path): string {
  const [step, ...rest] = path
  const drop = (at: unknown, [next, ...more]: Path): unknown => {
    if (Array.isArray(at)) return at.map((part, n) => (n === next ? drop(part, more) : part))
    const { [String(next)]: part, ...others } = at as Readonly<Record<string, unknown>>
    return more.length === 0 ? others : { ...others, [String(next)]: drop(part, more) }
  }
  return JSON.stringify(step === undefined ? value : drop(value, [step, ...rest]))
}

/** `items[0].quantity`, as a person says it. */
export const pathName = (path: Path): string =>
  path.map((step, n) => (typeof step === 'number' ? `[${step}]` : n === 0 ? step : `.${step}`)).join('')

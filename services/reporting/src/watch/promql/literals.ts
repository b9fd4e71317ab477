import type { Matcher } from './expression.ts'

/** As PromQL has it, a pattern is to match the whole value. */
export const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`, 's')

/** What is let through by `label op "value"`. */
export function matcherOf(label: string, op: string, value: string): Matcher {
  const pattern = op.endsWith('~') ? whole(value) : undefined
  const equal = (actual: string) => (pattern === undefined ? actual === value : pattern.test(actual))
  const takes = op.startsWith('!') ? (actual: string) => !equal(actual) : equal
  return { label, takes }
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** The milliseconds of `5m` or `1h30m`; undefined if it is no duration. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(ms|[smhdw]))+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)(ms|[smhdw])/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (unitMs[unit] as number),
    0,
  )
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

/** The text of a string in a query: between backticks as it stands. @throws Error for an escape that is not known here */
export function unquoted(literal: string): string {
  const text = literal.slice(1, -1)
  if (literal.startsWith('`')) return text
  return text.replaceAll(/\\(.)/g, (all, letter) => {
    const meant = escapes[letter]
    if (meant === undefined)
      throw new Error(`${literal} has ${all}, which reporting does not know: write it otherwise.`)
    return meant
  })
}

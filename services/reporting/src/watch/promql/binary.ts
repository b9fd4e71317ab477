import { type Labels, labelsKey, only, type Sample } from '../labels.ts'
import type { arithmetic, comparisons, Expression, setOperators } from './expression.ts'

type Binary = Pick<Extract<Expression, { kind: 'binary' }>, 'op' | 'on'>

const numbers: Readonly<Record<(typeof arithmetic)[number], (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
}

const filters: Readonly<Record<(typeof comparisons)[number], (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
}

/** What stays of the left side, given what the right side has. */
const sets: Readonly<
  Record<
    (typeof setOperators)[number],
    (left: Sample[], right: Sample[], keyOf: (sample: Sample) => string) => Sample[]
  >
> = {
  and: (left, right, keyOf) => {
    const known = new Set(right.map(keyOf))
    return left.filter(sample => known.has(keyOf(sample)))
  },
  unless: (left, right, keyOf) => {
    const known = new Set(right.map(keyOf))
    return left.filter(sample => !known.has(keyOf(sample)))
  },
  or: (left, right, keyOf) => {
    const known = new Set(left.map(keyOf))
    return [...left, ...right.filter(sample => !known.has(keyOf(sample)))]
  },
}

const has = <Table extends object>(table: Table, op: string): op is string & keyof Table =>
  Object.hasOwn(table, op)

/**
 * Two sides of an operator into one, as Prometheus matches them: a comparison keeps what it holds for, with the left side's value; one
 * sample meets the one on the other side with the same labels (`on`: with the same of these).
 *
 * @throws Error where it meets several on the right, or several of the left are kept
 */
export function matchPairs(
  { op, on }: Binary,
  left: number | Sample[],
  right: number | Sample[],
): number | Sample[] {
  if (has(sets, op)) return sets[op](vectorOf(left), vectorOf(right), ({ labels }) => keyOf(labels, on))
  const pair = has(numbers, op)
    ? (a: number, b: number) => numbers[op](a, b)
    : (a: number, b: number, kept: number) => (filters[op](a, b) ? kept : undefined)
  if (typeof left === 'number' && typeof right === 'number') return pair(left, right, left) ?? Number.NaN
  if (typeof right === 'number') return each(left as Sample[], value => pair(value, right, value))
  if (typeof left === 'number') return each(right, value => pair(left, value, value))
  if (left.length === 0 || right.length === 0) return []
  const others = byKey(right, on, op)
  const pairs = left.flatMap(({ labels, value }) => {
    const other = others.get(keyOf(labels, on))
    const result = other && pair(value, other.value, value)
    return result === undefined
      ? []
      : [{ labels: on === undefined ? labels : only(labels, on), value: result }]
  })
  byKey(pairs, on, op)
  return pairs
}

const vectorOf = (side: number | Sample[]) =>
  typeof side === 'number' ? [{ labels: {}, value: side }] : side

const keyOf = (labels: Labels, on: readonly string[] | undefined) =>
  labelsKey(on === undefined ? labels : only(labels, on))

const each = (samples: readonly Sample[], of: (value: number) => number | undefined): Sample[] =>
  samples.flatMap(({ labels, value }) => {
    const result = of(value)
    return result === undefined ? [] : [{ labels, value: result }]
  })

/** @throws Error for two with the same key. @param op where they come from or go to */
export function byKey(
  samples: readonly Sample[],
  on: readonly string[] | undefined,
  op: string,
): Map<string, Sample> {
  const found = new Map<string, Sample>()
  for (const sample of samples) {
    const key = keyOf(sample.labels, on)
    if (found.has(key)) throw new Error(`more than one sample for ${JSON.stringify(sample.labels)} at ${op}`)
    found.set(key, sample)
  }
  return found
}

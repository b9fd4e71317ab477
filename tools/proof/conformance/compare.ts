import { ServiceError } from '@orderflow/service-kit'
import { ask } from './ask.ts'
import { byAjv, byOurs } from './here.ts'
import { stacks } from './stacks.ts'
import type { Value, Vector, Verdict } from './vectors.ts'

/** Whoever gives verdicts. */
export interface Judge {
  readonly name: string
  verdicts(values: readonly Value[], signal?: AbortSignal): Promise<readonly Verdict[]>
}

/** A value of which not all say the same, or not what its vector says. */
export interface Difference extends Value {
  readonly name?: string
  readonly expected?: Verdict
  /** The verdicts by the names of those who gave them. */
  readonly verdicts: Readonly<Record<string, Verdict>>
}

export interface Comparison {
  readonly values: number
  readonly valid: number
  readonly invalid: number
  /** How often each said that a value is valid. */
  readonly validBy: Readonly<Record<string, number>>
  readonly differing: readonly Difference[]
}

/**
 * The validators, those of other languages fetched and built.
 *
 * @throws ServiceError `TOOL_MISSING`, with the command that brings it
 */
export async function judges(log: (line: string) => void): Promise<Judge[]> {
  const missing = stacks.flatMap(stack => stack.missing() ?? [])
  if (missing.length > 0) throw new ServiceError('TOOL_MISSING', missing.join('\n'))
  const others = await Promise.all(
    stacks.map(async ({ name, program }): Promise<Judge> => {
      const built = await program(log)
      return { name, verdicts: (values, signal) => ask(built, values, signal) }
    }),
  )
  return [
    { name: 'TypeScript, generated', verdicts: async values => values.map(byOurs) },
    { name: 'TypeScript, ajv', verdicts: async values => values.map(byAjv) },
    ...others,
  ]
}

/** What all of them say of each value, side by side. */
export async function compare(
  all: readonly Judge[],
  values: readonly (Value | Vector)[],
  signal?: AbortSignal,
): Promise<Comparison> {
  const said = await Promise.all(
    all.map(async judge => [judge.name, await judge.verdicts(values, signal)] as const),
  )
  const differing = values.flatMap((value, n): Difference[] => {
    const verdicts = Object.fromEntries(said.map(([name, each]) => [name, each[n] as Verdict]))
    const expected = 'verdict' in value ? value.verdict : undefined
    const distinct = new Set([...Object.values(verdicts), ...(expected ? [expected] : [])])
    if (distinct.size === 1) return []
    const { topic, value: text } = value
    return [
      {
        ...('name' in value && { name: value.name }),
        topic,
        value: text,
        ...(expected && { expected }),
        verdicts,
      },
    ]
  })
  const count = (verdicts: readonly Verdict[]) => verdicts.filter(verdict => verdict === 'valid').length
  const valid = count(said[0]?.[1] ?? [])
  return {
    values: values.length,
    valid,
    invalid: values.length - valid,
    validBy: Object.fromEntries(said.map(([name, verdicts]) => [name, count(verdicts)])),
    differing,
  }
}

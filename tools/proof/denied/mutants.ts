import { columns } from '../../dev/lib/tables.ts'
import { type Mutant, type SystemUnderTest, verdictOn } from './attempt.ts'
import { httpMutants } from './http-mutants.ts'
import { kafkaMutants } from './kafka-mutants.ts'
import { type PartName, parts } from './parts.ts'
import { postgresMutants } from './postgres-mutants.ts'

export const mutants: readonly (Mutant & { readonly part: PartName })[] = [
  ...kafkaMutants.map(mutant => ({ part: 'kafka' as const, ...mutant })),
  ...postgresMutants.map(mutant => ({ part: 'postgres' as const, ...mutant })),
  ...httpMutants.map(mutant => ({ part: 'http' as const, ...mutant })),
]

export interface Seen {
  readonly part: PartName
  readonly protection: string
  /** Attempts that were let in without it; none is a protection that nothing tries. */
  readonly letIn: number
  /** One of them. */
  readonly example: string
}

/** Takes one protection after the other away, and tries its part each time. */
export async function tryMutants(
  system: SystemUnderTest,
  of: readonly PartName[],
  log: (line: string) => void,
): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  for (const { part, protection, take } of mutants.filter(mutant => of.includes(mutant.part))) {
    log(`Without: ${protection}`)
    const without = await take(system)
    try {
      const { faults } = verdictOn(await parts[part](without.system))
      const letIn = faults.filter(({ expected, got }) => expected === 'denied' && got === 'allowed')
      const [first] = letIn
      seen.push({
        part,
        protection,
        letIn: letIn.length,
        example: first ? `${first.who}: ${first.what}` : '',
      })
    } finally {
      await without.giveBack()
    }
  }
  return seen
}

/** For people, a row for each protection. */
export const mutantLines = (seen: readonly Seen[]): readonly string[] =>
  columns([
    ['part', 'taken away', 'let in', 'such as'],
    ...seen.map(({ part, protection, letIn, example }) => [
      part,
      protection,
      letIn === 0 ? 'NOT SEEN' : String(letIn),
      example,
    ]),
  ])

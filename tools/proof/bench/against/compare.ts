import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../../dev/lib/system.ts'
import { copyOf } from '../../../dev/releases/copy.ts'
import { number, row } from '../lines.ts'
import { longWarmUp } from '../peers.ts'
import { type RoundOptions, runRound } from '../round.ts'
import type { Figures, Scenario } from '../scenario.ts'
import { figuresOver, type Spread } from '../statistics.ts'
import { compared, oursAlone, ratiosOf, today } from './ratios.ts'

type Spreads = Readonly<Record<string, Readonly<Record<string, Spread>>>>

/** What `--against` prints with `--json`. */
export interface Comparison {
  /** The other commit. */
  readonly against: string
  readonly quick: boolean
  readonly rounds: number
  readonly seconds: number
  /** By scenario, then by figure. */
  readonly ours: Spreads
  readonly today: Spreads
  readonly peers: Spreads
  /** Medians of the ratios within a round. */
  readonly ratios: Readonly<Record<string, number>>
  readonly ratioSpreads: Readonly<Record<string, Spread>>
  /** Ratios of which a side was not run, or came to no figure. */
  readonly missing: readonly string[]
  readonly failures: readonly { readonly scenario: string; readonly round: number; readonly reason: string }[]
}

interface CompareOptions
  extends Pick<RoundOptions, 'quick' | 'plainKafka' | 'kafkaClient' | 'soak' | 'signal' | 'log'> {
  /** The other commit, as git names it. */
  readonly against: string
  readonly rounds: number
  readonly say: (line: string) => void
}

/**
 * Measures another commit and this one by turns, on fresh systems, with the same load and by the same means, and
 * then the peers. What ours is measured alone comes after the rest, on the same systems. All are warm alike. Who comes first changes from round to round. The copy is kept for the next time, without what it has written.
 */
export async function compare(chosen: readonly Scenario[], options: CompareOptions): Promise<Comparison> {
  const { against, rounds: count, quick, say, signal, log } = options
  const started = performance.now()
  const failures: Comparison['failures'][number][] = []
  const rounds: Record<string, Figures>[] = []
  const copy = await copyOf(against, { log, signal })
  try {
    for (let round = 0; round < count; round++) {
      const measured: Record<string, Figures> = {}
      rounds.push(measured)
      const run = (scenarios: readonly Scenario[], nameOf: (scenario: string) => string, folder?: string) =>
        runRound(
          scenarios.filter(({ once }) => round === 0 || !once),
          {
            ...options,
            ...(folder !== undefined && { folder }),
            round,
            warm: longWarmUp,
            measured,
            dataDir: join(folder ?? projectRoot, '.data', 'bench'),
            onFigures({ name, headline }, figures) {
              measured[nameOf(name)] = figures
              const value = number(figures[headline] ?? Number.NaN)
              say(`Round ${round + 1}  ${nameOf(name).padEnd(24)} ${headline} ${value}`)
            },
            onFailure({ name }, error) {
              const reason = error instanceof Error ? error.message : String(error)
              failures.push({ scenario: nameOf(name), round, reason })
              say(`Round ${round + 1}  ${nameOf(name).padEnd(24)} no figure: ${reason}`)
            },
          },
        )
      const of = (names: readonly string[]) => chosen.filter(({ name }) => names.includes(name))
      const turns = [
        () => run([...of(compared), ...of(oursAlone)], name => name),
        () => run(of(compared), today, copy.folder),
      ]
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn()
      await run(
        chosen.filter(({ group }) => group === 'peers'),
        name => name,
      )
    }
  } finally {
    await rm(join(copy.folder, '.data'), { recursive: true, force: true })
  }
  const { ratioSpreads, missing } = ratiosOf(rounds)
  const spreads = (names: readonly string[], nameOf = (name: string) => name) =>
    Object.fromEntries(names.map(name => [name, figuresOver(rounds, nameOf(name))]))
  return {
    against: copy.commit,
    quick,
    rounds: count,
    seconds: Math.round((performance.now() - started) / 1_000),
    ours: spreads([...compared, ...oursAlone]),
    today: spreads(compared, today),
    peers: spreads(chosen.filter(({ group }) => group === 'peers').map(({ name }) => name)),
    ratios: Object.fromEntries(Object.entries(ratioSpreads).map(([name, { median }]) => [name, median])),
    ratioSpreads,
    missing,
    failures,
  }
}

/** All that was compared. */
export function comparisonLines(comparison: Comparison): string[] {
  const groups = (['ours', 'today', 'peers'] as const).flatMap(group =>
    Object.entries(comparison[group]).flatMap(([scenario, figures]) =>
      Object.entries(figures).map(([figure, found]) =>
        row(`${group === 'today' ? today(scenario) : scenario} ${figure}`, found),
      ),
    ),
  )
  const { missing, failures, ratioSpreads } = comparison
  return [
    '',
    ...groups,
    '',
    ...Object.entries(ratioSpreads).map(([name, found]) => row(name, found)),
    ...(missing.length > 0 ? ['', `Without both sides: ${missing.join(', ')}.`] : []),
    ...failures.map(({ scenario, round, reason }) => `✗ ${scenario}, round ${round + 1}: ${reason}`),
  ]
}

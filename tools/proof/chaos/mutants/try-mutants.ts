import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../../dev/lib/system.ts'
import { copyProject } from './copy.ts'
import type { Mutant } from './mutant.ts'
import { detectedBy, judgeMutant, type MutantResult, mutantTable } from './report.ts'
import { runCopy } from './run-copy.ts'

export interface TryOptions {
  readonly seed: number
  readonly signal: AbortSignal
  /** A line for people. */
  readonly say: (line: string) => void
}

export interface Control {
  readonly scenario: string
  /** Whether the copy without a bug passes. */
  readonly ok: boolean
  readonly by: string
}

const folder = join(projectRoot, '.data', 'chaos', 'mutants')
/** Seconds: a sound system's orders end again long before. */
const patience = 30

/**
 * Puts each bug into a copy of the project and runs its scenario there, one at a time. What a mutant that was not
 * detected left behind stays in `.data/chaos/mutants/<name>`.
 *
 * @param controlled whether each scenario is run first in a copy without a bug, which must pass
 */
export async function tryMutants(
  mutants: readonly Mutant[],
  controlled: boolean,
  options: TryOptions,
): Promise<{ mutants: MutantResult[]; controls: Control[] }> {
  const { say } = options
  const controls: Control[] = []
  for (const scenario of controlled ? new Set(mutants.map(mutant => mutant.scenario)) : []) {
    const { ran } = await runIn(`control-${scenario}`, scenario, undefined, options)
    const by = typeof ran === 'string' ? ran : detectedBy(ran)
    const ok = typeof ran !== 'string' && ran.ok
    controls.push({ scenario, ok, by })
    say(ok ? `✓ ${scenario} passes without a bug` : `✗ ${scenario} does not pass without a bug: ${by}`)
  }
  const results: MutantResult[] = []
  for (const mutant of mutants) {
    const { name, scenario, about } = mutant
    say(`${name}: ${about}`)
    const { ran, seconds } = await runIn(name, scenario, mutant, options)
    const result = judgeMutant(name, scenario, ran, seconds)
    results.push(result)
    say(`  ${result.detected ? '✓ detected by' : '✗ not detected:'} ${result.by} (${result.seconds} s)`)
    if (result.finding !== null) say(`    ${result.finding}`)
  }
  for (const line of ['', ...mutantTable(results)]) say(line)
  return { mutants: results, controls }
}

async function runIn(
  name: string,
  scenario: string,
  mutant: Mutant | undefined,
  { seed, signal }: TryOptions,
) {
  const started = performance.now()
  const root = join(folder, name)
  await copyProject(root, mutant)
  const ran = await runCopy({ root, scenario, seed, patience, signal })
  const asExpected = typeof ran !== 'string' && ran.ok === (mutant === undefined)
  if (asExpected) await rm(root, { recursive: true, force: true })
  return { ran, seconds: (performance.now() - started) / 1000 }
}

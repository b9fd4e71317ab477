import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sagas } from '@orderflow/order/domain/transitions.ts'
import { ServiceError } from '@orderflow/service-kit'
import type { System } from '../simulate/simulator/index.ts'
import { type Difference, differenceIn, type Journey } from './journey.ts'

const folder = new URL('recorded/', import.meta.url)
const fileOf = (saga: number) => new URL(`saga-${saga}.jsonl`, folder)

/**
 * Writes the journeys of a version of the saga; false if that version has some, which stay as they are.
 *
 * @throws ServiceError `NO_JOURNEYS` if there are none: an empty file would stay, too
 */
export async function keep(saga: number, journeys: readonly Journey[]): Promise<boolean> {
  if (journeys.length === 0) {
    throw new ServiceError(
      'NO_JOURNEYS',
      `No order of the simulation goes by version ${saga} of the saga: let the simulator draw that version first (docs/changing-the-saga.md).`,
    )
  }
  const lines = journeys.map(journey => `${JSON.stringify(journey)}\n`).join('')
  try {
    await writeFile(fileOf(saga), lines, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

export interface Replayed {
  readonly journeys: number
  readonly batches: number
  /** By the name and line of the file: `saga-1.jsonl:7`. */
  readonly differences: readonly (Difference & { readonly at: string })[]
}

/** Takes all that was recorded, of each version of the saga, through the services of a system. */
export async function replayRecorded(system: System): Promise<Replayed> {
  const differences: Replayed['differences'][number][] = []
  let [journeys, batches] = [0, 0]
  for (const file of (await readdir(folder)).sort()) {
    const lines = (await readFile(new URL(file, folder), 'utf8')).trimEnd().split('\n')
    for (const [i, line] of lines.entries()) {
      const journey: Journey = JSON.parse(line)
      journeys += 1
      batches += journey.batches.length
      const difference = await differenceIn(system, journey)
      if (difference !== undefined) differences.push({ at: `${file}:${i + 1}`, ...difference })
    }
  }
  return { journeys, batches, differences }
}

/**
 * The recorded files that a commit has and that are not here as it has them. One may go with the table of its version of the saga; those of
 * real runs, which are of no version alone, may go with any.
 *
 * @param at the folder, of a git repository
 */
export async function changedSince(commit: string, at = fileURLToPath(folder)): Promise<string[]> {
  const diff = ['diff', '--no-renames', '--diff-filter=MD', '--name-only', '--relative', commit, '--', '.']
  const { stdout } = await promisify(execFile)('git', diff, { cwd: at })
  const [here, changed] = [await readdir(at), stdout.split('\n').filter(line => line !== '')]
  const isRetired = (file: string) => !here.includes(file) && hasNoTable(file)
  const retires = changed.some(isRetired)
  return changed.filter(file => !isRetired(file) && !(retires && file.startsWith('real-')))
}

function hasNoTable(file: string): boolean {
  const [, saga] = /^saga-(\d+)\.jsonl$/.exec(file) ?? []
  return saga !== undefined && !(saga in sagas)
}

/** What was found, for people. */
export function replayLines({ journeys, batches, differences }: Replayed): string[] {
  const told = differences.flatMap(({ at, service, inputs, recorded, decided }) => [
    `✗ ${at}: ${service} decides ${inputs.join(', ')} otherwise than it did`,
    `  recorded  ${JSON.stringify(recorded)}`,
    `  now       ${JSON.stringify(decided)}`,
  ])
  const advice =
    'Orders that are under way would end otherwise than they began. Let what is new depend on something that only new orders have, and record them as the next version of the saga: npm run contracts:check -- --record N.'
  return differences.length === 0
    ? [`${journeys} recorded journeys of ${batches} batches are decided as they were`]
    : [...told, advice]
}

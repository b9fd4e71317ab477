import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ServiceError } from '@orderflow/service-kit'
import { projectRoot } from '../../../dev/lib/system.ts'
import type { Machine } from '../../bench/page/measurements.ts'
import type { BenchResult } from '../../bench/result.ts'

/** What the bench found, as far as it is needed here: medians by scenario and figure. */
export interface Measured {
  readonly date?: string | undefined
  readonly processors: number
  readonly scenarios: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** A part's file of docs/performance, or what `bench --json` printed. */
type Kept = BenchResult | { readonly date: string; readonly machine: Machine; readonly result: BenchResult }

/** Reads a result of the bench. @throws ServiceError `BENCH_RESULT_UNREADABLE` */
export async function readMeasured(path: string): Promise<Measured> {
  const kept = parsed(await readFile(path, 'utf8'))
  if (kept === undefined) {
    throw new ServiceError(
      'BENCH_RESULT_UNREADABLE',
      `${path} is no result of the bench: give a file that \`npm -s run bench -- --json\` was written to.`,
    )
  }
  const { date, machine, result } = 'result' in kept ? kept : { result: kept }
  const all = { ...result.limits, ...result.ours }
  return {
    date,
    processors: machine?.processors ?? 2,
    scenarios: Object.fromEntries(
      Object.entries(all).map(([name, figures]) => [
        name,
        Object.fromEntries(Object.entries(figures).map(([figure, { median }]) => [figure, median])),
      ]),
    ),
  }
}

function parsed(text: string): Kept | undefined {
  try {
    const value = JSON.parse(text)
    return typeof (value?.result ?? value)?.ours === 'object' ? value : undefined
  } catch {
    return undefined
  }
}

/** A committed measurement, by the name of its part. */
export const readPart = (name: string): Promise<Measured> =>
  readMeasured(join(projectRoot, 'docs', 'performance', `${name}.json`))

/** A figure that has to be there. @throws ServiceError `BENCH_FIGURE_MISSING` */
export function figure({ scenarios }: Measured, scenario: string, name: string): number {
  const value = scenarios[scenario]?.[name]
  if (value === undefined) {
    throw new ServiceError(
      'BENCH_FIGURE_MISSING',
      `The measurement has no ${name} of ${scenario}: measure again, with the option of the bench that has ${scenario}.`,
    )
  }
  return value
}

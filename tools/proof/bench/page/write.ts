import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../../dev/lib/system.ts'
import { writeCostModel } from '../../scaling/model/kept.ts'
import type { Comparison } from '../against/compare.ts'
import type { BenchResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import { againstPage } from './against.ts'
import { barChart } from './bars.ts'
import { chartsOf } from './charts.ts'
import { type Machine, type Measurement, type Measurements, type Part, parts } from './measurements.ts'
import { performancePage } from './page.ts'

/** What docs/scaling.md is reckoned from. */
const reckonedFrom: ReadonlySet<Part> = new Set(['costs', 'replicas', 'replicas-limited'])

const folder = join(projectRoot, 'docs', 'performance')

/**
 * Keeps a result as its part of docs/performance/figures.md, and writes the page anew with its pictures: the other parts are
 * what was measured when they were last written.
 */
export async function writePage(
  part: Part,
  scenarios: readonly Scenario[],
  result: BenchResult,
): Promise<void> {
  await keep(part, result)
  if (reckonedFrom.has(part)) await writeCostModel()
  const measurements = await readMeasurements()
  for (const [name, chart] of Object.entries(chartsOf(measurements))) {
    await writeFile(join(folder, `${name}.svg`), barChart(chart))
  }
  await writeFile(join(folder, 'figures.md'), performancePage(scenarios, measurements))
}

/** Keeps a comparison as docs/performance/against.json, and writes the page beside it. */
export async function writeAgainst(result: Comparison): Promise<void> {
  const measurement = await keep('against', result)
  await writeFile(join(folder, 'against.md'), againstPage(measurement))
}

async function keep<Result extends { readonly rounds: number }>(
  part: string,
  result: Result,
): Promise<Measurement<Result>> {
  const measurement = { date: new Date().toISOString().slice(0, 10), machine: thisMachine(), result }
  await mkdir(folder, { recursive: true })
  await writeFile(fileOf(part), `${JSON.stringify(measurement, null, 2)}\n`)
  return measurement
}

const fileOf = (part: string) => join(folder, `${part}.json`)

async function readMeasurements(): Promise<Measurements> {
  const read = parts.map(async part => {
    const text = await readFile(fileOf(part), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    return text === undefined ? [] : [[part, JSON.parse(text)] as const]
  })
  return Object.fromEntries((await Promise.all(read)).flat())
}

const thisMachine = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGib: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
})

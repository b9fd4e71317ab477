import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../lib/system.ts'
import type { BenchResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import { barChart } from './bars.ts'
import { chartsOf } from './charts.ts'
import { type Measurement, performancePage } from './page.ts'

const docs = join(projectRoot, 'docs')

/** Writes docs/performance.md, its pictures, and the result that both come from. */
export async function writePage(scenarios: readonly Scenario[], result: BenchResult): Promise<void> {
  const measurement: Measurement = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processors: availableParallelism(),
      model: cpus()[0]?.model.trim() ?? 'unknown',
      memoryGib: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
    },
    result,
  }
  const folder = join(docs, 'performance')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'result.json'), `${JSON.stringify(measurement, null, 2)}\n`)
  for (const [name, chart] of Object.entries(chartsOf(result))) {
    await writeFile(join(folder, `${name}.svg`), barChart(chart))
  }
  await writeFile(join(docs, 'performance.md'), performancePage(scenarios, measurement))
}

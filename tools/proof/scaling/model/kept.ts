import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../../dev/lib/system.ts'
import { type Calibrated, calibrate } from './cost-model.ts'
import { readPart } from './measured.ts'
import { predict, type Session } from './predict.ts'

/** docs/performance/cost-model.json: the costs, and how well they predicted. */
export interface Kept extends Calibrated {
  readonly sessions: readonly Session[]
}

const path = join(projectRoot, 'docs', 'performance', 'cost-model.json')

/** What the committed measurements come to; numbers have four digits. */
export async function costModel(): Promise<Kept> {
  const [costs, ...compared] = await Promise.all([
    readPart('costs'),
    readPart('replicas'),
    readPart('replicas-limited'),
  ])
  const model = calibrate(costs)
  const kept: Kept = { ...model, sessions: compared.map(each => predict(model, each)) }
  return JSON.parse(
    JSON.stringify(kept, (_, value) => (typeof value === 'number' ? fourDigits(value) : value)),
  )
}

const fourDigits = (value: number) => Number(value.toPrecision(4))

export const readCostModel = async (): Promise<Kept> => JSON.parse(await readFile(path, 'utf8'))

/** Called by the bench, whenever it has written one of these measurements. */
export async function writeCostModel(): Promise<void> {
  await writeFile(path, `${JSON.stringify(await costModel(), null, 2)}\n`)
}

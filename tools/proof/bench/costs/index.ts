import { join } from 'node:path'
import { cpuPrefix } from '../result.ts'
import { type BenchContext, type Figures, prefixed } from '../scenario.ts'
import { microsByProcess } from './cpu.ts'
import { grownBytes, segmentBytes, serverCounts } from './volume.ts'

export interface Costs {
  /**
   * What has been spent since the start, per order: microseconds of processor time by process (Linux only)
   * and their sum without the load generator, bytes of write-ahead log and of Kafka's log, transactions and rows by database.
   */
  perOrder(orders: number): Promise<Figures>
}

const generator = 'loadGenerator'

/**
 * Begins to count. The load generator is this very process. It also asks the databases now and then whether
 * all is over, which counts as PostgreSQL's work.
 */
export async function startCosts(context: BenchContext): Promise<Costs> {
  const before = await readCosts(context)
  return {
    async perOrder(orders) {
      const after = await readCosts(context)
      const spent = Object.entries(after.counters).map(
        ([name, value]) => [name, (value - (before.counters[name] ?? 0)) / orders] as const,
      )
      const kafkaBytes = grownBytes(before.segments, after.segments) / orders
      return withSystem({ kafkaBytes, ...Object.fromEntries(spent) })
    },
  }
}

/** Adds the sum that stands for the system. */
export function withSystem(figures: Figures): Figures {
  const ofSystem = Object.entries(figures).filter(
    ([name]) => name.startsWith(cpuPrefix) && name !== cpuPrefix + generator,
  )
  if (ofSystem.length === 0) return figures
  return { ...figures, [`${cpuPrefix}system`]: ofSystem.reduce((sum, [, micros]) => sum + micros, 0) }
}

async function readCosts(context: BenchContext) {
  const { postgresUrl, dataDir } = context
  const [micros, counts, segments] = await Promise.all([
    microsByProcess(context.pids()),
    serverCounts(postgresUrl('postgres')),
    segmentBytes(join(dataDir, 'kafka')),
  ])
  const { user, system: kernel } = process.cpuUsage()
  const cpu = micros && prefixed(cpuPrefix, { ...micros, [generator]: user + kernel })
  const counters: Figures = { ...counts, ...cpu }
  return { counters, segments }
}

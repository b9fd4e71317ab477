import { join } from 'node:path'
import { cpuPrefix } from '../result.ts'
import type { BenchContext, Figures } from '../scenario.ts'
import { processTimes, treeMicros } from './cpu.ts'
import { kafkaBytes, walBytes } from './volume.ts'

export interface Costs {
  /**
   * What has been spent since the start, per order: microseconds of processor time by process (Linux only)
   * and their sum without the load generator, bytes of write-ahead log and of Kafka's log.
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
      const spent = Object.entries(after).map(
        ([name, value]) => [name, (value - (before[name] ?? 0)) / orders] as const,
      )
      return withSystem(Object.fromEntries(spent))
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

async function readCosts({ system, postgresUrl, dataDir }: BenchContext): Promise<Figures> {
  const { kafka, ...others } = system.endpoints().pids
  const [times, wal, records] = await Promise.all([
    processTimes(),
    walBytes(postgresUrl('postgres')),
    kafkaBytes(join(dataDir, 'kafka')),
  ])
  const bytes = { walBytes: wal, kafkaBytes: records }
  if (times.size === 0) return bytes
  const pids = [...Object.entries(others), ...kafka.map(pid => ['kafka', pid] as const)]
  const cpu: Record<string, number> = {}
  for (const [name, pid] of pids) {
    const key = cpuPrefix + name
    if (pid !== undefined) cpu[key] = (cpu[key] ?? 0) + treeMicros(times, pid)
  }
  const { user, system: kernel } = process.cpuUsage()
  return { ...bytes, ...cpu, [cpuPrefix + generator]: user + kernel }
}

import { readFile } from 'node:fs/promises'
import { microsByProcess, type Pids, processTimes } from '../../costs/cpu.ts'
import { parseResident } from '../../costs/memory.ts'

/** What works for the orders: the peer's own processes, PostgreSQL, Kafka. */
export interface Costs {
  /** Microseconds of processor time per order since the start, by who took it, and their sum; nothing but on Linux. */
  perOrder(orders: number): Promise<Readonly<Record<string, number>>>
}

/** Begins to count, as `costs/` does for our own services: each process with all that it has started. */
export async function startCosts(pids: Pids): Promise<Costs> {
  const before = await microsByProcess(pids)
  return {
    async perOrder(orders) {
      const after = await microsByProcess(pids)
      if (before === undefined || after === undefined) return {}
      const spent = Object.entries(after).map(
        ([name, micros]) => [name, (micros - (before[name] ?? 0)) / orders] as const,
      )
      return { ...Object.fromEntries(spent), system: spent.reduce((sum, [, micros]) => sum + micros, 0) }
    },
  }
}

/** Megabytes (10^6 bytes) that processes have in memory with all that they have started; nothing but on Linux. */
export async function residentMb(roots: readonly number[]): Promise<number | undefined> {
  const times = await processTimes()
  if (times.size === 0) return undefined
  const children = Map.groupBy(times.keys(), pid => times.get(pid)?.parent)
  const tree = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(tree)]
  const found = await Promise.all(
    roots.flatMap(tree).map(pid => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')),
  )
  return found.reduce((sum, status) => sum + (parseResident(status) ?? 0), 0)
}

import { readdir, readFile } from 'node:fs/promises'

/** Processes by name; Kafka has one for each broker. */
export type Pids = Readonly<Record<string, readonly number[]>>

/** Linux counts processor time in hundredths of a second for whoever reads /proc. */
const tickMicros = 10_000

/** What /proc says of a process. */
export interface ProcessTime {
  readonly parent: number
  /** Microseconds of its own. */
  readonly own: number
  /** Microseconds of its children that have ended and been waited for. */
  readonly reaped: number
}

/** A process's line in /proc, whose second word is a name in brackets that may hold anything. */
export function parseStat(stat: string): ProcessTime {
  const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = (place: number) => Number(words[place]) * tickMicros
  return { parent: Number(words[1]), own: ticks(11) + ticks(12), reaped: ticks(13) + ticks(14) }
}

/** All processes by pid; none on a system without Linux's /proc. */
export async function processTimes(): Promise<ReadonlyMap<number, ProcessTime>> {
  if (process.platform !== 'linux') return new Map()
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const read = await Promise.all(
    pids.map(async pid => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // it has ended meanwhile
      return stat === '' ? [] : [[Number(pid), parseStat(stat)] as const]
    }),
  )
  return new Map(read.flat())
}

/**
 * Microseconds that a process and all it has started have taken. PostgreSQL's backends are children of its
 * first process: while one lives it counts for itself, and when it has ended, through its parent.
 */
export function treeMicros(times: ReadonlyMap<number, ProcessTime>, root: number): number {
  const children = Map.groupBy(times.keys(), pid => times.get(pid)?.parent)
  const sum = (pid: number): number => {
    const { own = 0, reaped = 0 } = times.get(pid) ?? {}
    return own + reaped + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0)
  }
  return sum(root)
}

/** Microseconds by process, each with all that it has started; undefined where no process can be seen. */
export async function microsByProcess(pids: Pids): Promise<Readonly<Record<string, number>> | undefined> {
  const times = await processTimes()
  if (times.size === 0) return undefined
  return Object.fromEntries(
    Object.entries(pids).map(([name, roots]) => [
      name,
      roots.reduce((sum, root) => sum + treeMicros(times, root), 0),
    ]),
  )
}

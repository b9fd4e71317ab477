import { readFile } from 'node:fs/promises'
import type { Pids } from './cpu.ts'

/** Megabytes (10^6 bytes) that a process has in memory, by its /proc status; undefined of none. */
export function parseResident(status: string): number | undefined {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  return kibibytes === undefined ? undefined : (Number(kibibytes) * 1_024) / 1e6
}

const servers: ReadonlySet<string> = new Set(['kafka', 'postgres', 'issuer', 'gateway'])

/** Of these processes those of services. */
export const ofServices = (pids: Pids): Pids =>
  Object.fromEntries(Object.entries(pids).filter(([name]) => !servers.has(name)))

/** Megabytes in memory of each service's process and of all of them (`services`); nothing but on Linux. */
export async function serviceMb(pids: Pids): Promise<Readonly<Record<string, number>>> {
  const read = await Promise.all(
    Object.entries(ofServices(pids)).map(async ([name, [pid]]) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      const resident = parseResident(status)
      return resident === undefined ? [] : [[name, resident] as const]
    }),
  )
  const found = read.flat()
  if (found.length === 0) return {}
  return { ...Object.fromEntries(found), services: found.reduce((sum, [, resident]) => sum + resident, 0) }
}

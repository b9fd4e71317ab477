import { setTimeout as delay } from 'node:timers/promises'
import { microsByProcess } from '../costs/cpu.ts'
import { serviceMb } from '../costs/memory.ts'
import { openDatabases } from '../databases.ts'
import { type BenchContext, type Figures, prefixed, type Scenario } from '../scenario.ts'

const percent = 'corePercent.'

/** What the system takes while nothing happens. */
export const idle: Scenario = {
  name: 'idle',
  group: 'ours',
  about: 'Nothing: processor time of an idle system in percent of one core, and memory of the services in MB',
  services: 'running',
  headline: `${percent}withoutKafka`,
  async run(context) {
    await cleanUp(context)
    const pids = context.pids()
    const before = await microsByProcess(pids)
    const startedAt = performance.now()
    await delay(context.quick ? 3_000 : 30_000, undefined, { signal: context.signal })
    const after = await microsByProcess(pids)
    const micros = (performance.now() - startedAt) * 1_000
    const spent = Object.entries(after ?? {}).map(
      ([name, value]) => [name, (100 * (value - (before?.[name] ?? 0))) / micros] as const,
    )
    return {
      ...prefixed(percent, withSum(Object.fromEntries(spent))),
      ...prefixed('residentMb.', await serviceMb(pids)),
    }
  },
}

/** What PostgreSQL would tidy up by itself after the scenarios before, in its own time. */
async function cleanUp(context: BenchContext): Promise<void> {
  const databases = await openDatabases(context)
  try {
    await databases.each('VACUUM (ANALYZE)')
    await databases.each('CHECKPOINT')
  } finally {
    await databases.end()
  }
}

/** The broker is no part of the system's own idleness: a JVM that others may run for us. */
function withSum({ kafka = 0, ...ours }: Figures): Figures {
  if (Object.keys(ours).length === 0) return {}
  return { kafka, ...ours, withoutKafka: Object.values(ours).reduce((sum, value) => sum + value, 0) }
}

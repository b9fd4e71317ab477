import { services } from '../../../dev/lib/services.ts'
import { serviceMb } from '../costs/memory.ts'
import { openLag } from '../lag.ts'
import { type BenchContext, type OwnSystem, prefixed, type Scenario } from '../scenario.ts'
import { closedLoop } from './closed-loop.ts'
import { mixed, seedOf } from './mixed.ts'

/** All services, as `npm start` runs them. */
export const asStarted: OwnSystem = { reading: true }

const reporting = services.filter(({ name }) => name === 'reporting')

/**
 * Orders through HTTP to all services. What an order costs goes on until reporting has read what they say; then the
 * services' memory is read.
 */
const throughAll = (name: string, orders: number, connections: number, about: string): Scenario => ({
  name,
  group: 'ours',
  about,
  services: 'running',
  system: asStarted,
  headline: 'cpu.system',
  async run(context) {
    const seed = seedOf(context.round, orders + connections)
    const placed = mixed(context.quick ? orders / 100 : orders, seed)
    const figures = await closedLoop(context, { orders: placed, connections, seed, until: reportingHasRead })
    return { ...figures, ...prefixed('residentMb.', await serviceMb(context.pids())) }
  },
})

async function reportingHasRead({ kafka, signal }: BenchContext): Promise<void> {
  const lag = openLag(kafka, reporting)
  try {
    while ((await lag.records()) > 0) {
      signal.throwIfAborted()
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  } finally {
    await lag.end()
  }
}

export const withReporting: readonly Scenario[] = [
  throughAll(
    'reporting-64',
    20_000,
    64,
    'What http-64 does, with reporting beside the four services: processor time and write-ahead log of an order until reporting has read it',
  ),
  throughAll(
    'reporting-burst',
    50_000,
    256,
    'What burst-50000 does, with reporting: memory of all five services afterwards, in MB',
  ),
]

import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { sagaServices } from '../../../dev/lib/services.ts'
import type { Pooler } from '../pgbouncer.ts'
import type { Chaos, Scenario } from '../scenario.ts'

/** How the pooler ends: a kill, an orderly stop that waits for transactions, one that does not. */
const ends = ['SIGKILL', 'SIGINT', 'SIGQUIT'] as const

/** All connections but the relays' go through a pooler in transaction mode, which dies again and again. */
export const pgbouncer: Scenario = {
  name: 'pgbouncer',
  row: 22,
  about: 'pgbouncer (transaction mode) before all databases dies again and again',
  brokers: 1,
  pooled: true,
  short: { orders: 1_500, perSecond: 50, faults: 6, minutes: 1.3 },
  full: { orders: 20_000, perSecond: 50, faults: 75, minutes: 12 },
  async fault(chaos) {
    const { system, extent, random, strike, recovered, say } = chaos
    const pooler = poolerOf(chaos)
    for (const name of ['inventory', 'payment', 'shipping'] as const)
      await (await system.replica(name, `${name}-2`)).process.start()
    say('  a second replica each of inventory, payment and shipping runs')
    for (let fault = 0; fault < extent.faults; fault++) {
      await locksGoAround(chaos, pooler)
      const signal = ends[fault % ends.length]!
      strike(`${signal} of pgbouncer`)
      await ended(pooler, signal)
      await pause(random() * 2_000)
      await pooler.process.start()
      await recovered()
      await pause(random() * 3_000)
    }
  },
  afterwards: chaos => locksGoAround(chaos, poolerOf(chaos)),
}

function poolerOf({ pooler }: Chaos): Pooler {
  if (pooler === undefined) throw new Error('the scenario needs its pooler')
  return pooler
}

async function ended({ process }: Pooler, signal: NodeJS.Signals): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const off = process.onExit(() => resolve())
  process.kill(signal)
  await promise
  off()
}

/**
 * Locks of the relays, which have two keys: each database has one, and none is held by a server connection of the pooler's, which
 * whoever comes next would have as well.
 */
async function locksGoAround({ postgresUrl, broken }: Chaos, pooler: Pooler): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl('postgres'), application_name: 'chaos' })
  await client.connect()
  const { rows } = await client.query<{ database: string; pid: number }>(
    `SELECT datname AS database, pid FROM pg_locks JOIN pg_database d ON d.oid = database
     WHERE locktype = 'advisory' AND objsubid = 2 AND granted`,
  )
  await client.end()
  const pooled = new Set(await pooler.serverPids())
  for (const { database } of sagaServices) {
    const holders = rows.filter(lock => lock.database === database)
    if (holders.length === 0) broken(`nobody holds the lock of a relay in ${database}`)
    if (holders.some(({ pid }) => pooled.has(pid)))
      broken(`a lock of a relay in ${database} is held on a connection of the pooler's`)
  }
}

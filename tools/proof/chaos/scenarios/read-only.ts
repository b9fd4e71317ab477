import { setTimeout as pause } from 'node:timers/promises'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'
import type { Chaos, Scenario } from '../scenario.ts'

const databases = ['orders', 'inventory', 'payments', 'shipping'] as const
type Database = (typeof databases)[number]
const serviceOf = {
  orders: 'order',
  inventory: 'inventory',
  payments: 'payment',
  shipping: 'shipping',
} as const

/**
 * A failover that goes wrong: connections end, and those that take their place are to a server that takes no writes.
 * Then it takes them again, but ends no connection: whoever keeps one that is read-only stands still.
 */
export const readOnly: Scenario = {
  name: 'read-only',
  row: 18,
  about: 'databases take no writes for a while, one and then all',
  brokers: 1,
  short: { orders: 1_500, perSecond: 50, faults: 2, faultSeconds: 8, minutes: 1 },
  full: { orders: 15_000, perSecond: 50, faults: 12, faultSeconds: 15, minutes: 6 },
  async fault(chaos) {
    const { extent, strike, recovered, figure } = chaos
    const { faults, faultSeconds = 8 } = extent
    for (let fault = 0; fault < faults; fault++) {
      const struck: readonly Database[] = fault % 2 === 0 ? ['orders'] : databases
      strike(`${struck.length === 1 ? struck[0] : 'all databases'}: no writes for ${faultSeconds} s`)
      try {
        for (const database of struck) await turn(chaos, database, 'on')
        await pause(faultSeconds * 1000)
        for (const database of struck) await untilReadinessIs(chaos, database, 503)
      } finally {
        for (const database of struck) await turn(chaos, database, 'off')
      }
      const over = performance.now()
      for (const database of struck) await untilReadinessIs(chaos, database, 200)
      figure('ready again, s', (performance.now() - over) / 1000)
      await recovered(over)
    }
  },
}

/** With `on` all sessions of the service end, so that new ones begin; with `off` none does. */
async function turn({ postgresUrl }: Chaos, database: Database, state: 'on' | 'off'): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl(database), application_name: 'chaos' })
  await client.connect()
  try {
    const set = `ALTER DATABASE ${database} SET default_transaction_read_only = ${state}`
    await client.query(`BEGIN READ WRITE; ${set}; COMMIT`)
    if (state === 'off') return
    await client.query(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND usename = $2',
      [database, `${database}_app`],
    )
  } finally {
    await client.end()
  }
}

async function untilReadinessIs(chaos: Chaos, database: Database, status: number): Promise<void> {
  const { system, patience, signal } = chaos
  const url = `${system.endpoints().services[serviceOf[database]]}/health/ready`
  const deadline = performance.now() + 1000 * Math.min(patience, 60)
  for (let last = 'no answer'; ; await pause(200)) {
    signal.throwIfAborted()
    const response = await fetch(url, { signal: AbortSignal.timeout(2_500) }).catch(() => undefined)
    if (response !== undefined) {
      const body = await response.text()
      if (response.status === status && (status === 200 || body.includes('takes no writes'))) return
      last = `${response.status} ${body}`
    }
    if (performance.now() > deadline) {
      throw new ServiceError('READINESS_WRONG', `The readiness of ${database} is not ${status}: ${last}.`)
    }
  }
}

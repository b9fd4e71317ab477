import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Scenario } from '../scenario.ts'

/** Columns that every batch reads, by their database, with the type to give them and the one to give back. */
const columns = [
  ['inventory', 'products', 'sold', 'bigint', 'integer'],
  ['orders', 'orders', 'version', 'bigint', 'integer'],
  ['payments', 'ledger', 'version', 'bigint', 'integer'],
  ['shipping', 'shipments', 'version', 'bigint', 'integer'],
  ['orders', 'outbox_packs', 'count', 'bigint', 'integer'],
  ['inventory', 'reservations', 'status', 'varchar(20)', 'text'],
] as const

/** An online migration beside running services: statements that they have prepared have other result types then. */
export const schemaChange: Scenario = {
  name: 'schema-change',
  row: 17,
  about: 'columns change their type under load, and change back',
  brokers: 1,
  short: { orders: 1_000, perSecond: 50, faults: 6, minutes: 1 },
  full: { orders: 10_000, perSecond: 50, faults: 48, minutes: 5 },
  async fault({ extent, postgresUrl, strike, recovered }) {
    for (let fault = 0; fault < extent.faults; fault++) {
      const [database, table, column, type, before] = columns[fault % columns.length] as (typeof columns)[0]
      strike(`${database}: ${table}.${column} becomes ${type}, and ${before} again`)
      const change = (to: string) =>
        alter(postgresUrl(database), `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${to}`)
      try {
        await change(type)
        await recovered()
        await pause(1_000)
      } finally {
        await change(before) // whatever came of it: the oracle knows these tables
      }
      await recovered()
      await pause(1_000)
    }
  },
}

const patienceMs = 60_000

/** As an online migration does it: it waits for the table a moment only, since all others wait behind it, and tries again. */
async function alter(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'chaos' })
  await client.connect()
  try {
    await client.query("SET lock_timeout = '500ms'")
    for (const started = performance.now(); ; await pause(200)) {
      try {
        await client.query(statement)
        return
      } catch (error) {
        const wasLocked = error instanceof pg.DatabaseError && ['55P03', '40P01'].includes(error.code ?? '')
        if (!wasLocked || performance.now() - started > patienceMs) throw error
      }
    }
  } finally {
    await client.end()
  }
}

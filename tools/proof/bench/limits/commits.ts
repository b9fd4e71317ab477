import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { BenchContext, Figures, Scenario } from '../scenario.ts'
import { pgbench } from './pgbench.ts'

const clients = 16
const database = 'bench_limits'
const insert = 'INSERT INTO history (tid, bid, aid, delta, mtime) VALUES (1, 1, 1, 1, CURRENT_TIMESTAMP)'

/**
 * One row per commit, sixteen clients, durable: the shape of pgbench's history table. By pgbench where the
 * machine has it; else by `pg`, whose clients take processor time from the server and make the limit lower.
 */
export const commits: Scenario = {
  name: `commits-${clients}`,
  group: 'limits',
  about: `PostgreSQL: commits of one row each, ${clients} clients`,
  services: 'stopped',
  headline: 'commitsPerSecond',
  async run(context) {
    const admin = await connected(context.postgresUrl('postgres'))
    try {
      await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
      await admin.query(`CREATE DATABASE ${database}`)
      return await measure(context)
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
      await admin.end()
    }
  },
}

async function measure({ postgresUrl, quick, dataDir, signal }: BenchContext): Promise<Figures> {
  const url = postgresUrl(database)
  const owner = await connected(url)
  try {
    const settings = await owner.query(
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
    )
    const { fsync, commit } = settings.rows[0]
    if (fsync !== 'on' || commit !== 'on')
      throw new Error('the server is not durable: nothing to compare with')
    await owner.query('CREATE TABLE history (tid int, bid int, aid int, delta int, mtime timestamp)')
    const seconds = quick ? 1 : 8
    const byPgbench = await pgbench({ url, statement: insert, clients, seconds, dataDir, signal })
    const commitsPerSecond = byPgbench ?? (await byNode(url, seconds))
    return { commitsPerSecond, byPgbench: byPgbench === undefined ? 0 : 1 }
  } finally {
    await owner.end()
  }
}

async function byNode(url: string, seconds: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => connected(url)))
  try {
    let done = 0
    let over = false
    const started = performance.now()
    const client = async (connection: pg.Client) => {
      for (; !over; done++) await connection.query({ name: 'insert', text: insert })
    }
    const working = Promise.all(connections.map(client))
    await Promise.race([delay(seconds * 1000), working])
    over = true
    await working
    return done / ((performance.now() - started) / 1000)
  } finally {
    await Promise.all(connections.map(connection => connection.end()))
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'bench' })
  client.on('error', () => {}) // whoever is querying gets the same error
  await client.connect()
  return client
}

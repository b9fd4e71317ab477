import { randomBytes } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import { type DroppingPooler, droppingPooler } from '@orderflow/test-servers/dropping-pooler'
import { tcpProxy } from '@orderflow/test-servers/tcp-proxy'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ProvisionedDatabase, setUpDatabase } from '../set-up/index.ts'
import { Client } from './client.ts'
import { createPool } from './pool.ts'
import { serviceLimits, sessionSettings } from './session.ts'
import { inTransaction } from './transaction.ts'

const logger = pino({ level: 'silent' })
const database = `pooled_${randomBytes(5).toString('hex')}`
let admin: string
let pooler: DroppingPooler
let urls: ProvisionedDatabase

beforeAll(async () => {
  admin = await adminUrl()
  pooler = await droppingPooler(admin)
  urls = await setUpDatabase({ adminUrl: admin, database, logger })
})
afterAll(() => pooler?.close())

/** What a service's pool is answered through the pooler: the rows, or the error's cause. */
async function asked(pooled: boolean, text: string) {
  const url = pooler.through(urls.appUrl)
  const options = { ...serviceLimits, sequentialScans: false, pooled }
  const pool = createPool({ url, applicationName: 'test', logger, ...options })
  try {
    return (await inTransaction(pool, tx => tx.query(text))).rows
  } catch (error) {
    return [(error as Error & { code: string }).code, (error as Error).cause]
  } finally {
    await pool.end()
  }
}

it('refuses a connection that was to be a session, and says where it is to lead', async () => {
  const cause = { code: 'POOLER_BETWEEN', message: expect.stringContaining('DATABASE_DIRECT_URL') }
  expect(await asked(false, 'SELECT 1')).toEqual(['DATABASE_UNAVAILABLE', expect.objectContaining(cause)])
})

it('refuses one whose role lacks the settings, and names them; serves it when it is set up for that', async () => {
  const cause = {
    code: 'POOLER_SETTINGS',
    message: expect.stringMatching(
      /plan_cache_mode is auto, not force_generic_plan; .*statement_timeout is 0, not 5000/,
    ),
  }
  expect(await asked(true, 'SELECT 1')).toEqual(['DATABASE_UNAVAILABLE', expect.objectContaining(cause)])
  await setUpDatabase({ adminUrl: admin, database, logger, pooled: { sequentialScans: false } })
  const settings = ['statement_timeout', 'search_path', 'TimeZone', 'plan_cache_mode']
  const shown = settings.map(name => `current_setting('${name}') AS "${name}"`).join()
  expect(await asked(true, `SELECT ${shown}`)).toEqual([
    {
      statement_timeout: '5s',
      search_path: 'public',
      TimeZone: 'UTC',
      plan_cache_mode: 'force_generic_plan',
    },
  ])
})

it('that breaks before it is known whether it is a session is an error of connecting, and of nothing else', async () => {
  const { hostname: host, port, href } = new URL(urls.appUrl)
  const proxy = await tcpProxy({ host, port: Number(port) })
  const client = new Client(Object.assign(new URL(href), { hostname: proxy.host, port: proxy.port }).href, {
    options: sessionSettings,
  })
  // Nobody listens for errors of a client that a pool has not been given yet.
  const { connection } = client as unknown as {
    connection: { stream: { destroy(): void }; once(event: string, listener: () => void): void }
  }
  connection.once('readyForQuery', () => {
    proxy.pause()
    setImmediate(() => connection.stream.destroy()) // as pg-pool does when its time is up
  })
  await expect(client.connect()).rejects.toThrow('Connection terminated unexpectedly')
  await proxy.close()
})

import { randomUUID } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import type pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { provisionDatabase } from '../set-up/provision.ts'
import { createPool } from './pool.ts'
import { inTransaction } from './transaction.ts'

const logger = pino({ level: 'silent' })
const database = `state_${randomUUID().slice(0, 8)}`
let ownerUrl: string
let owner: pg.Pool
const connections = 3
const patient = { statementTimeoutMs: 60_000, connectionTimeoutMs: 60_000 }

beforeAll(async () => {
  const provisioned = await provisionDatabase({ adminUrl: await adminUrl(), database })
  ownerUrl = provisioned.ownerUrl
  owner = createPool({ url: ownerUrl, applicationName: 'test', logger, max: 1, ...patient })
})
afterAll(() => owner?.end())

const find = { name: 'find', text: 'SELECT * FROM things WHERE id = $1', values: [1] }
const change = { name: 'change', text: 'UPDATE things SET n = $2 WHERE id = $1', values: [1, 7] }

interface Harm {
  /** What a migration or a person does meanwhile. */
  readonly elsewhere?: string
  /** What becomes of the state of each connection. */
  readonly session?: string
  /** What puts it right, where that is nothing to do with connections. */
  readonly after?: string
  readonly found?: unknown
}

const harms: Readonly<Record<string, Harm>> = {
  'a column has another type': { elsewhere: 'ALTER TABLE things ALTER COLUMN n TYPE bigint' },
  'a column is text': {
    elsewhere: 'ALTER TABLE things ALTER COLUMN n TYPE text',
    found: { id: 1, n: '7', note: null },
  },
  'a key has another type': {
    elsewhere: 'ALTER TABLE things ALTER COLUMN id TYPE text',
    found: { id: '1', n: 7, note: null },
  },
  'there is a column more': {
    elsewhere: "ALTER TABLE things ADD COLUMN more text DEFAULT 'more'",
    found: { id: 1, n: 7, note: null, more: 'more' },
  },
  'there is a column less': { elsewhere: 'ALTER TABLE things DROP COLUMN note', found: { id: 1, n: 7 } },
  'a column has another name': {
    elsewhere: 'ALTER TABLE things RENAME COLUMN note TO remark',
    found: { id: 1, n: 7, remark: null },
  },
  'the table was replaced': {
    elsewhere: `BEGIN; ALTER TABLE things RENAME TO things_before;
      CREATE TABLE things (id bigint PRIMARY KEY, n bigint NOT NULL);
      INSERT INTO things SELECT id, n FROM things_before; DROP TABLE things_before; COMMIT`,
    found: { id: 1, n: 7 },
  },
  'prepared statements are gone': { session: 'DEALLOCATE ALL' },
  'the search path is another': { session: 'SET search_path = nowhere' },
  'the session is read-only': { session: 'SET default_transaction_read_only = on' },
  'a transaction was left open and failed': { session: 'BEGIN; SELECT 1 / 0' },
}

it.each(Object.entries(harms))('%s: each statement succeeds at its first call', async (_, harm) => {
  const { elsewhere, session, found = { id: 1, n: 7, note: null } } = harm
  await owner.query('DROP TABLE IF EXISTS things')
  await owner.query('CREATE TABLE things (id int PRIMARY KEY, n int NOT NULL, note text)')
  await owner.query('INSERT INTO things VALUES (1, 6)')
  const pool = createPool({ url: ownerUrl, applicationName: 'test', logger, max: connections, ...patient })
  try {
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()))
    for (const client of clients) {
      for (const statement of [find, { ...change, values: [2, 0] }]) await client.query(statement)
      if (session !== undefined) await client.query(session).catch(() => {})
    }
    for (const client of clients) client.release()
    if (elsewhere !== undefined) await owner.query(elsewhere)
    expect((await pool.query(find)).rows).toHaveLength(1)
    expect(await inTransaction(pool, async tx => (await tx.query(change)).rowCount)).toBe(1)
    expect((await pool.query(find)).rows).toEqual([found])
    expect(pool.totalCount).toBeLessThanOrEqual(connections)
  } finally {
    await pool.end()
  }
})

it('opens no connection for each refusal where the database itself is read-only, and none is needed when it is not', async () => {
  await owner.query('DROP TABLE IF EXISTS things')
  await owner.query('CREATE TABLE things (id int PRIMARY KEY, n int NOT NULL)')
  await owner.query(`ALTER DATABASE "${database}" SET default_transaction_read_only = on`)
  const pool = createPool({ url: ownerUrl, applicationName: 'test', logger, max: connections, ...patient })
  let opened = 0
  pool.on('connect', () => opened++)
  const insert = () => inTransaction(pool, tx => tx.query('INSERT INTO things VALUES (1, 1)'))
  try {
    const since = performance.now()
    for (let i = 0; i < 50; i++) await expect(insert()).rejects.toMatchObject({ code: '25006' })
    // The first, and two for each second that has begun, however many that were.
    expect(opened).toBeLessThanOrEqual(1 + 2 * Math.ceil((performance.now() - since) / 1_000))
    await owner.query(`BEGIN READ WRITE;
      ALTER DATABASE "${database}" RESET default_transaction_read_only; COMMIT`)
    await expect.poll(() => insert().then(({ rowCount }) => rowCount)).toBe(1)
  } finally {
    await pool.end()
  }
})

import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminUrl } from '@orderflow/test-servers'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { query as queryAt } from '../testing/database.ts'
import { migrate } from './migrate.ts'
import { type ProvisionedDatabase, provisionDatabase } from './provision.ts'

let urls: ProvisionedDatabase
let folder: string
let logged: string[]

beforeEach(async () => {
  urls = await provisionDatabase({
    adminUrl: await adminUrl(),
    database: `kit_${randomBytes(5).toString('hex')}`,
  })
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  logged = []
})

afterEach(() => rm(folder, { recursive: true }))

/** A package with migrations; returns their folder. */
async function packageWith(name: string, files: Record<string, string>): Promise<string> {
  const directory = join(folder, name, 'migrations')
  await mkdir(directory, { recursive: true })
  await writeFile(join(folder, name, 'package.json'), JSON.stringify({ name: `@shop/${name}` }))
  for (const [file, sql] of Object.entries(files)) await writeFile(join(directory, file), sql)
  return directory
}

const run = (directories: string[], options: { lockTimeoutMs?: number } = {}) =>
  migrate({
    url: urls.ownerUrl,
    directories,
    logger: pino({}, { write: line => void logged.push(line) }),
    ...options,
  })

const query = (sql: string, url = urls.ownerUrl) => queryAt(url, sql)

const messaging = {
  '0001_inbox.sql': 'CREATE TABLE inbox (id int)',
  '0002_outbox.sql': 'CREATE TABLE outbox (id int)',
}

it('applies folders in order, each file once, under the names of their packages', async () => {
  const first = await packageWith('messaging', messaging)
  const second = await packageWith('order', {
    '0001_orders.sql': 'CREATE VIEW orders AS SELECT * FROM inbox, (VALUES (1)) v',
  })
  const names = ['messaging/0001_inbox.sql', 'messaging/0002_outbox.sql', 'order/0001_orders.sql']
  expect(await run([first, second])).toEqual(names)
  expect(await run([first, second])).toEqual([])
  const recorded = await query(
    'SELECT name, length(checksum) AS length FROM migrations.applied ORDER BY name',
  )
  expect(recorded).toEqual(names.map(name => ({ name, length: 64 })))
})

it('keeps the record out of the reach of the application', async () => {
  await run([await packageWith('messaging', messaging)])
  await expect(query('DELETE FROM migrations.applied', urls.appUrl)).rejects.toMatchObject({ code: '42501' })
  expect(await query('SELECT count(*)::int AS n FROM inbox', urls.appUrl)).toEqual([{ n: 0 }])
})

it('can be run by eight at once: each file is applied exactly once', async () => {
  const directory = await packageWith('messaging', {
    '0001_tally.sql': 'CREATE TABLE tally (at timestamptz DEFAULT now()); SELECT pg_sleep(0.1)',
    '0002_count.sql': 'INSERT INTO tally DEFAULT VALUES',
  })
  const results = await Promise.all(Array.from({ length: 8 }, () => run([directory])))
  expect(results.map(applied => applied.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 2])
  expect(await query('SELECT count(*)::int AS n FROM tally')).toEqual([{ n: 1 }])
})

it('gives up waiting for another process after a time', async () => {
  const directory = await packageWith('messaging', messaging)
  const holder = new pg.Client({ connectionString: urls.ownerUrl })
  await holder.connect()
  await holder.query('SELECT pg_advisory_lock(6051974001)')
  await expect(run([directory], { lockTimeoutMs: 50 })).rejects.toMatchObject({
    code: 'MIGRATION_LOCK_TIMEOUT',
  })
  await holder.end()
  expect(await run([directory])).toHaveLength(2)
})

it('applies a new file later, and takes either kind of line ending', async () => {
  const directory = await packageWith('messaging', {
    '0001_inbox.sql': 'CREATE TABLE inbox (\n  id int\n)\n',
  })
  await run([directory])
  await packageWith('messaging', {
    '0001_inbox.sql': 'CREATE TABLE inbox (\r\n  id int\r\n)\r\n',
    '0002_more.sql': 'SELECT 1',
  })
  expect(await run([directory])).toEqual(['messaging/0002_more.sql'])
})

it('refuses an applied file that was edited or renamed, and applies nothing', async () => {
  const directory = await packageWith('messaging', messaging)
  await run([directory])
  await packageWith('messaging', {
    '0001_inbox.sql': 'CREATE TABLE inbox (id bigint)',
    '0003_new.sql': 'CREATE TABLE new ()',
  })
  await expect(run([directory])).rejects.toMatchObject({
    code: 'MIGRATION_CHANGED',
    message: expect.stringContaining('messaging/0001_inbox.sql was edited'),
  })
  await packageWith('messaging', messaging)
  await rename(join(directory, '0002_outbox.sql'), join(directory, '0002_outgoing.sql'))
  await expect(run([directory])).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' })
  expect(await query("SELECT to_regclass('new') AS found")).toEqual([{ found: null }])
})

it('rolls back a file that fails, keeps those before it, and goes on from there', async () => {
  const directory = await packageWith('order', {
    '0001_good.sql': 'CREATE TABLE good ()',
    '0002_bad.sql': 'CREATE TABLE half (); SELECT 1 / 0',
    '0003_never.sql': 'CREATE TABLE never ()',
  })
  await expect(run([directory])).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('order/0002_bad.sql failed and was rolled back: division by zero'),
    cause: expect.objectContaining({ code: '22012' }),
  })
  const found =
    "SELECT to_regclass('good') AS good, to_regclass('half') AS half, to_regclass('never') AS never"
  expect(await query(found)).toEqual([{ good: 'good', half: null, never: null }])
  await packageWith('order', { '0002_bad.sql': 'CREATE TABLE half ()' })
  expect(await run([directory])).toEqual(['order/0002_bad.sql', 'order/0003_never.sql'])
})

it('keeps nothing of a file whose record cannot be written', async () => {
  const sql = "CREATE TABLE good (); INSERT INTO migrations.applied VALUES ('order/0001_good.sql', 'forged')"
  const directory = await packageWith('order', { '0001_good.sql': sql })
  await expect(run([directory])).rejects.toMatchObject({ code: 'MIGRATION_FAILED' })
  expect(await query("SELECT to_regclass('good') AS good")).toEqual([{ good: null }])
})

it.each([
  ['a gap', { '0001_a.sql': '', '0003_c.sql': '' }, '0003_c.sql has the number 0003 where 0002 is due'],
  [
    'a number used twice',
    { '0001_a.sql': '', '0001_b.sql': '' },
    '0001_b.sql has the number 0001 where 0002 is due',
  ],
  ['another kind of name', { '1-first.sql': '' }, '1-first.sql is not named like'],
  [
    'a file that ends its transaction',
    { '0001_a.sql': 'SELECT 1;\ncommit;\n' },
    'begins or ends a transaction',
  ],
])('refuses %s before it touches the database', async (_name, files, message) => {
  const directory = await packageWith('order', files)
  await expect(run([directory])).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: expect.stringContaining(message),
  })
  expect(await query("SELECT to_regclass('migrations.applied') AS found")).toEqual([{ found: null }])
})

it('refuses two folders with one namespace', async () => {
  const directory = await packageWith('order', messaging)
  await expect(run([directory, directory])).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
})

it('lets an older release start on a database that a newer one has migrated, with a warning', async () => {
  const directory = await packageWith('messaging', messaging)
  await run([directory])
  await rm(join(directory, '0002_outbox.sql'))
  expect(await run([directory])).toEqual([])
  expect(logged.join('')).toContain('messaging/0002_outbox.sql')
})

import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminUrl } from '@orderflow/test-servers'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrationsDirectory } from '../migrations.ts'
import { migrate } from '../set-up/migrate.ts'
import { provisionDatabase } from '../set-up/provision.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { appendTo } from '../testing/outbox-stream.ts'
import { logger } from '../testing/telemetry.ts'
import type { Statement } from '../types/statement.ts'
import { outboxFacts, outboxRowFacts } from './inspection.ts'
import { backlog, type OutboxMessage, type OutboxRow } from './outbox.ts'
import { whole } from './shards.ts'
import { deleteSent, readUnsent } from './unsent.ts'

let database: TestDatabase
let pool: pg.Pool
/** One connection, as the relay has. */
let relay: pg.PoolClient
/** Of a replica of the release before. */
let older: pg.Pool

beforeAll(async () => {
  database = await createDatabase(await adminUrl())
  pool = database.newPool()
  relay = await pool.connect()
  older = database.newPool()
})
beforeEach(() => pool.query('TRUNCATE outbox_packs, outbox_rows, outbox_quarantine'))
afterAll(() => {
  relay.release()
  return database.close()
})

const message = (key: string, value: string, more: Partial<OutboxMessage> = {}): OutboxMessage => {
  return { topic: 'a', key, value, headers: { type: 'T', value }, ...more }
}
const write = (...messages: OutboxMessage[]) => appendTo(pool, messages)
const valuesOf = (rows: readonly Pick<OutboxRow, 'value'>[]) => rows.map(({ value }) => String(value))
const free = { topics: [], anyKey: false }
const bytes = Buffer.from([0xff])

/** The statements of the release before packs, as its replicas have them prepared. */
const before = {
  append: (values: readonly string[]): Statement => ({
    name: 'outbox-append',
    text: `INSERT INTO outbox (topic, key, value, headers)
           SELECT topic, key, value, headers FROM
             unnest($1::text[], $2::text[], $3::bytea[], $4::json[]) WITH ORDINALITY AS m (topic, key, value, headers, n)
           ORDER BY n`,
    values: [
      values.map(() => 'a'),
      values.map(() => 'k'),
      values.map(value => Buffer.from(value)),
      values.map(() => '{}'),
    ],
  }),
  read: {
    name: 'outbox-unsent',
    text: 'SELECT seq, topic, key, value, headers, raw FROM outbox WHERE topic <> ALL ($2) ORDER BY seq LIMIT $1',
    values: [100, []],
  },
  delete: (rows: readonly Pick<OutboxRow, 'seq'>[]): Statement => ({
    name: 'outbox-delete',
    text: 'DELETE FROM outbox WHERE seq = ANY ($1::bigint[])',
    values: [rows.map(row => row.seq)],
  }),
}

describe('what waits', () => {
  it('is seen message by message, whether it lies in a pack or not', async () => {
    await write(
      message('k1', '1'),
      message('k2', '2', { headers: { type: 'T', more: 'ü' } }),
      message('k1', '3', { topic: 'b' }),
    )
    await write(message('k1', '4', { value: bytes }))
    const rows = await database.query(
      'SELECT topic, key, value, headers, raw, seq - pack AS n FROM outbox ORDER BY seq',
    )
    const row = (n: number, topic: string, key: string, value: Buffer, headers: object) => {
      return { topic, key, value, headers, raw: null, n: String(n) }
    }
    expect(rows).toEqual([
      row(0, 'a', 'k1', Buffer.from('1'), { type: 'T', value: '1' }),
      row(1, 'a', 'k2', Buffer.from('2'), { type: 'T', more: 'ü' }),
      row(2, 'b', 'k1', Buffer.from('3'), { type: 'T', value: '3' }),
      row(0, 'a', 'k1', bytes, { type: 'T', value: '4' }),
    ])
    expect(await backlog(pool)).toMatchObject({ unsent: 4 })
    const { unsent, topics } = await outboxFacts(pool, { limit: 10 })
    expect({ unsent, topics }).toMatchObject({
      unsent: 4,
      topics: [
        { topic: 'a', rows: 3 },
        { topic: 'b', rows: 1 },
      ],
    })
    const [last] = await database.query<{ seq: string }>("SELECT seq FROM outbox WHERE topic = 'b'")
    expect(await outboxRowFacts(pool, last?.seq as string)).toMatchObject({
      topic: 'b',
      key: 'k1',
      valueBase64: 'Mw==',
    })
  })

  it('is behind a message of its key, in the same pack, in another and in rows', async () => {
    await write(message('k', '1'), message('other', '2'), message('k', '3'))
    await write(message('k', '4'))
    await older.query(before.append(['5']))
    const [first] = await database.query<{ seq: string }>('SELECT min(seq) AS seq FROM outbox')

    expect(await outboxRowFacts(pool, first?.seq as string)).toMatchObject({ behind: 3 })
  })

  it('is read in order, from rows and packs alike', async () => {
    await write(message('k', '1'), message('k', '2'))
    await older.query(before.append(['3', '4']))
    await write(message('k', '5'), message('k', '6'))
    await older.query(before.append(['7']))
    const all = await readUnsent(relay, 100, free, whole)
    expect(valuesOf(all.messages)).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(all.isFull).toBe(false)
  })

  it.each([
    [1, 'nothing is blocked', free],
    [2, 'nothing is blocked', free],
    [4, 'nothing is blocked', free],
    [6, 'nothing is blocked', free],
    [1, 'something is', { topics: ['other'], anyKey: true }],
    [4, 'something is', { topics: ['other'], anyKey: true }],
  ])('is sent in order, none left out, %d at a time, while %s', async (limit, _, blocked) => {
    await older.query(before.append(['1', '2', '3']))
    await write(message('k', '4'), message('k', '5'), message('k', '6'))
    await older.query(before.append(['7', '8']))
    await write(message('k', '9'))
    const sent: string[] = []
    for (;;) {
      const unsent = await readUnsent(relay, limit, blocked, whole)
      if (unsent.messages.length === 0) break
      sent.push(...valuesOf(unsent.messages))
      await deleteSent(relay, unsent, unsent.messages)
    }
    expect(sent).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('is read little more at a time than one send takes, and a row waits for the packs before it', async () => {
    const large = 'x'.repeat(900_000)
    for (let n = 0; n < 20; n += 2)
      await write(message('k', `${n}`, { value: n + large }), message('k', `${n + 1}`))
    await older.query(before.append(['last']))
    const looks: string[][] = []
    for (;;) {
      const unsent = await readUnsent(relay, 100, free, whole)
      if (unsent.messages.length === 0) break
      looks.push(unsent.messages.map(({ value, headers }) => headers.value ?? String(value)))
      await deleteSent(relay, unsent, unsent.messages)
    }
    expect(looks).toEqual([Array.from({ length: 18 }, (_, n) => String(n)), ['18', '19', 'last']])
  })

  it.each([false, true])('is read so of rows too, with anything blocked: %s', async anyKey => {
    const large = Buffer.alloc(900_000, 0xff)
    for (let n = 0; n < 9; n++) await write(message('k', 'large', { value: large }))
    await write(message('k', 'large', { value: large }), message('k', 'tombstone', { value: null }))
    await write(message('k', 'last'))
    const looks: number[] = []
    for (;;) {
      const unsent = await readUnsent(relay, 100, { topics: [], anyKey }, whole)
      if (unsent.messages.length === 0) break
      looks.push(unsent.messages.length)
      await deleteSent(relay, unsent, unsent.messages)
    }
    expect(looks).toEqual([9, 3])
  })

  it('is as it was, with its numbers, when only a part of a pack was sent', async () => {
    await write(message('k1', '1'), message('k2', '2'), message('k1', '3'))
    const unsent = await readUnsent(relay, 100, free, whole)
    await deleteSent(
      pool,
      unsent,
      unsent.messages.filter(({ key }) => key === 'k1'),
    )
    const left = await readUnsent(relay, 100, free, whole)
    expect(left.messages.map(({ seq, value, headers }) => ({ seq, value, headers }))).toEqual([
      { seq: unsent.messages[1]?.seq, value: Buffer.from('2'), headers: { type: 'T', value: '2' } },
    ])
  })

  it('lets others by while it is blocked, in their order, however much it is', async () => {
    const free = async () =>
      valuesOf((await readUnsent(relay, 2, { topics: ['held'], anyKey: true }, whole)).messages)
    await pool.query("INSERT INTO outbox_quarantine (topic, key, seq, reason) VALUES ('a', 'held', 1, '')")
    for (let i = 0; i < 5; i++)
      await write(
        message('k', 'held', { topic: 'held' }),
        message('held', 'blocked'),
        message('held', 'blocked'),
      )
    await write(message('k', '1'), message('held', 'blocked'))
    await older.query(before.append(['2', '3']))
    await write(message('k', '4'))
    expect(await free()).toEqual(['1', '2'])
    await pool.query("DELETE FROM outbox WHERE value IN ('1', '2')")
    expect(await free()).toEqual(['3', '4'])
    expect(await database.query('SELECT FROM outbox_packs')).toEqual([])
    expect(await backlog(pool)).toMatchObject({ unsent: 18 })
  })
})

describe('the release before', () => {
  it('reads what lies in packs, in order, and deletes it message by message', async () => {
    await write(message('k', '1'), message('k', '2'), message('k', '3'))
    await older.query(before.append(['4']))
    await write(message('k', '5'))
    const { rows } = await older.query<OutboxRow>(before.read)
    expect(valuesOf(rows)).toEqual(['1', '2', '3', '4', '5'])
    const deleted = await older.query(before.delete(rows.filter((_, i) => i % 2 === 0)))
    expect(deleted.rowCount).toBe(3)
    expect(valuesOf((await older.query<OutboxRow>(before.read)).rows)).toEqual(['2', '4'])
    expect((await older.query(before.delete(rows))).rowCount).toBe(2)
    expect(await backlog(pool)).toMatchObject({ unsent: 0, oldestSeconds: 0 })
  })

  it('goes on with its statements and its rights while the tables become others, and no row is lost or overtaken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'packs-'))
    const old = join(folder, 'migrations')
    await mkdir(old)
    await writeFile(join(folder, 'package.json'), '{"name":"@orderflow/messaging"}')
    for (const file of await readdir(migrationsDirectory)) {
      if (file < '0008') await cp(join(migrationsDirectory, file), join(old, file))
    }
    const name = `packs_${randomBytes(5).toString('hex')}`
    const { ownerUrl, appUrl } = await provisionDatabase({
      adminUrl: await adminUrl(),
      database: name,
      listed: true,
    })
    await migrate({ url: ownerUrl, directories: [old], logger })
    const owner = database.newPool(ownerUrl)
    await owner.query(
      `GRANT SELECT, DELETE, INSERT (topic, key, value, headers, raw) ON outbox TO ${name}_app`,
    )
    const replica = await database.newPool(appUrl).connect()
    await replica.query(before.append(['1', '2']))
    const unsent = await replica.query<OutboxRow>(before.read)

    await migrate({ url: ownerUrl, directories: [migrationsDirectory], logger })
    await replica.query(before.append(['3']))
    await appendTo(owner, [message('k', '4'), message('k', '5')])
    await replica.query(before.append(['6']))
    const rows = (await replica.query<OutboxRow>(before.read)).rows
    expect(valuesOf(rows)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(rows.slice(0, 2)).toEqual(unsent.rows)
    await replica.query(before.delete(rows.slice(0, 4)))
    expect(valuesOf((await readUnsent(owner, 100, free, whole)).messages)).toEqual(['5', '6'])
    replica.release()
    await rm(folder, { recursive: true })
  })
})

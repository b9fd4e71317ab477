import { randomBytes, randomUUID } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcessor } from '../batch/processor.ts'
import { inTransaction } from '../database/transaction.ts'
import { accountService, accountsTable, deposit } from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { keepNew } from './inbox.ts'

let database: TestDatabase
const begun = Date.now()

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
})
afterAll(() => database.close())

const day = 86_400_000
const partitionOf = (moment: number) =>
  `inbox_${new Date(moment).toISOString().slice(0, 10).replaceAll('-', '')}`

/** A UUIDv7 of a moment. */
function idAt(milliseconds: number): string {
  const time = Math.trunc(milliseconds).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${uuidv7().slice(15)}`
}

const keep = (consumer: string, ids: string[], pool = database.newPool()) =>
  inTransaction(pool, tx => keepNew(tx, consumer, ids))

async function partitions(): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'inbox'::regclass ORDER BY 1`,
  )
  return rows.map(row => row.name)
}

async function partitionHolding(id: string): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    'SELECT tableoid::regclass::text AS name FROM inbox WHERE event_id = $1',
    [id],
  )
  return rows.map(row => row.name)
}

describe('deduplication', () => {
  const processor = (name: string) =>
    createProcessor(accountService(name), {
      pool: database.newPool(),
      logger,
      metrics: newMetrics(),
      batchMax: 100,
    })

  it('applies a message once that is delivered three times, in one batch and in later ones', async () => {
    const { submit } = processor('thrice')
    const same = deposit({ account: 'thrice', amount: 5 })
    expect(await submit([same, same, same])).toMatchObject([
      { status: 'applied' },
      { status: 'duplicate' },
      { status: 'duplicate' },
    ])
    expect(await submit([same])).toEqual([{ status: 'duplicate' }])
    expect(await database.query('SELECT balance FROM account WHERE id = $1', ['thrice'])).toEqual([
      { balance: '5' },
    ])
  })

  it('applies the new ones of a batch in which others come again, and goes on so', async () => {
    const { submit } = processor('mixed')
    const [known, ...others] = [1, 2, 3, 4].map(amount => deposit({ account: 'mixed', amount }))
    const statusesOf = async (batch: (typeof others)[number][]) =>
      (await submit(batch)).map(({ status }) => status)
    expect(await statusesOf([known!])).toEqual(['applied'])
    expect(await statusesOf([others[0]!, known!, others[1]!])).toEqual(['applied', 'duplicate', 'applied'])
    expect(await statusesOf([others[2]!])).toEqual(['applied'])
    expect(await statusesOf([others[2]!, known!])).toEqual(['duplicate', 'duplicate'])
    expect(await database.query('SELECT balance FROM account WHERE id = $1', ['mixed'])).toEqual([
      { balance: '10' },
    ])
  })

  it('refuses what was seen before where all is expected to be new', async () => {
    const [known, fresh] = [uuidv7(), uuidv7()]
    const all = (ids: string[]) =>
      inTransaction(database.newPool(), tx => keepNew(tx, 'sure', ids, { allNew: true }))
    expect(await all([known])).toEqual(new Set([known]))
    await expect(all([fresh, known])).rejects.toMatchObject({ code: '23505' })
    expect(await keep('sure', [fresh, known])).toEqual(new Set([fresh]))
  })

  it('applies a message once that two processes take at the same time', async () => {
    const one = processor('twins')
    const other = processor('twins')
    const deliveries = Array.from({ length: 60 }, (_, i) => deposit({ account: `twin-${i % 7}`, amount: 1 }))
    const shuffled = deliveries.toSorted(() => Math.random() - 0.5)
    const outcomes = await Promise.all([
      ...deliveries.map(delivery => one.submit([delivery])),
      ...shuffled.map(delivery => other.submit([delivery])),
    ])
    const statuses = outcomes.flat().map(outcome => outcome.status)
    expect(statuses.filter(status => status === 'applied')).toHaveLength(60)
    expect(statuses.filter(status => status === 'duplicate')).toHaveLength(60)
    const rows = await database.query(`SELECT sum(balance) AS total FROM account WHERE id LIKE 'twin-%'`)
    expect(rows).toEqual([{ total: '60' }])
  })

  it('keeps the ids of each consumer apart', async () => {
    const id = uuidv7()
    expect(await keep('one', [id])).toEqual(new Set([id]))
    expect(await keep('other', [id])).toEqual(new Set([id]))
    expect(await keep('one', [id])).toEqual(new Set())
  })

  it('forgets an id whose transaction is rolled back', async () => {
    const id = uuidv7()
    const failing = inTransaction(database.newPool(), async tx => {
      await keepNew(tx, 'undone', [id])
      throw new Error('after the inbox')
    })
    await expect(failing).rejects.toMatchObject({ message: 'after the inbox' })
    expect(await keep('undone', [id])).toEqual(new Set([id]))
  })

  it('keeps nothing that went out with a BEGIN which failed', async () => {
    const id = uuidv7()
    // Not even parsed: the connection is in no transaction, and what follows stands alone.
    const options = { early: true, lockTimeoutMs: 'no number' as unknown as number }
    const failing = inTransaction(database.newPool(), tx => keepNew(tx, 'alone', [id]), undefined, options)
    await expect(failing).rejects.toMatchObject({ code: '42601' })
    expect(await keep('alone', [id])).toEqual(new Set([id]))
  })

  it('lets concurrent batches with overlapping, unsorted ids through without a deadlock', async () => {
    const pools = [database.newPool(), database.newPool(), database.newPool()]
    for (let round = 0; round < 12; round++) {
      const ids = Array.from({ length: 600 }, () => uuidv7())
      const orders = [ids, ids.toReversed(), ids.toSorted(() => Math.random() - 0.5)]
      const kept = await Promise.all(orders.map((order, i) => keep('crossing', order, pools[i])))
      expect(kept.reduce((sum, { size }) => sum + size, 0)).toBe(600)
    }
  })
})

describe('partitions', () => {
  it('exist for yesterday, today and the days ahead', async () => {
    const expected = Array.from({ length: 9 }, (_, i) => partitionOf(begun + (i - 1) * day))
    expect(await partitions()).toEqual(expect.arrayContaining([...expected, 'inbox_default']))
  })

  it('take a late redelivery of an old message where its first delivery is, and refuse it', async () => {
    const id = idAt(Date.now() - day)
    expect(await keep('late', [id])).toEqual(new Set([id]))
    expect(await keep('late', [id])).toEqual(new Set())
    expect(await partitionHolding(id)).toEqual([partitionOf(Date.now() - day)])
  })

  it('part exactly at midnight UTC', async () => {
    const midnight = Math.floor(Date.now() / day) * day
    const ids = [idAt(midnight - 1), idAt(midnight)] as const
    await keep('midnight', [...ids])
    expect(await partitionHolding(ids[0])).toEqual([partitionOf(midnight - 1)])
    expect(await partitionHolding(ids[1])).toEqual([partitionOf(midnight)])
  })

  it('leave ids of another version, and ids of days long gone, to the default partition', async () => {
    const ids = [randomUUID(), idAt(Date.UTC(2001, 1, 1))]
    expect(await keep('foreign', ids)).toEqual(new Set(ids))
    expect(await keep('foreign', ids)).toEqual(new Set())
    for (const id of ids) expect(await partitionHolding(id)).toEqual(['inbox_default'])
  })

  it('take over the ids that came before they existed', async () => {
    const moment = Date.now() + 5 * day
    await database.query(`DROP TABLE ${partitionOf(moment)}`)
    const early = idAt(moment)
    await keep('early', [early])
    expect(await partitionHolding(early)).toEqual(['inbox_default'])

    await database.query('SELECT inbox_maintain(14)')
    expect(await partitionHolding(early)).toEqual([partitionOf(moment)])
    expect(await keep('early', [early])).toEqual(new Set())
  })

  it('are dropped by the age of their ids, the default one never', async () => {
    await database.query(
      `CREATE TABLE inbox_20200101 PARTITION OF inbox FOR VALUES
         FROM ('${idAtStart('2020-01-01')}') TO ('${idAtStart('2020-01-02')}')`,
    )
    const old = idAt(Date.UTC(2020, 0, 1, 12))
    await keep('expiring', [old])
    expect(await partitionHolding(old)).toEqual(['inbox_20200101'])
    const before = await partitions()
    await database.query("UPDATE inbox_late SET seen = seen - interval '15 days'")
    expect(await database.query('SELECT inbox_maintain(14) AS dropped')).toEqual([
      { dropped: ['inbox_20200101'] },
    ])
    expect(await partitions()).toEqual(before.filter(name => name !== 'inbox_20200101'))
    expect(await database.query('SELECT inbox_maintain(14) AS dropped')).toEqual([{ dropped: [] }])
  })

  it('are kept while what was delivered late may be delivered again, counted from then', async () => {
    await database.query(
      `CREATE TABLE inbox_20210101 PARTITION OF inbox FOR VALUES
         FROM ('${idAtStart('2021-01-01')}') TO ('${idAtStart('2021-01-02')}')`,
    )
    const old = idAt(Date.UTC(2021, 0, 1, 12))
    await keep('late', [old, uuidv7()])
    const maintain = () => database.query('SELECT inbox_maintain(14) AS dropped')
    expect(await maintain()).toEqual([{ dropped: [] }])
    expect(await keep('late', [old])).toEqual(new Set())

    const sooner = "UPDATE inbox_late SET seen = seen - interval '13 days 22 hours'"
    await database.query(sooner)
    expect(await maintain()).toEqual([{ dropped: [] }])
    // Even a delivery that changes nothing counts: its message is on the topic anew.
    await keep('late', [old])
    await database.query("UPDATE inbox_late SET seen = seen - interval '3 hours'")
    expect(await maintain()).toEqual([{ dropped: [] }])

    await database.query("UPDATE inbox_late SET seen = seen - interval '14 days'")
    expect(await maintain()).toEqual([{ dropped: ['inbox_20210101'] }])
    expect(await database.query("SELECT FROM inbox_late WHERE day = '2021-01-01'")).toEqual([])
  })

  it('are not dropped under a transaction that is touching one, and it does not wait for them', async () => {
    await database.query(
      `CREATE TABLE inbox_20210101 PARTITION OF inbox FOR VALUES
         FROM ('${idAtStart('2021-01-01')}') TO ('${idAtStart('2021-01-02')}')`,
    )
    const old = idAt(Date.UTC(2021, 0, 1, 12))
    await inTransaction(database.newPool(), async tx => {
      await keepNew(tx, 'under way', [old])
      await expect(database.query('SELECT inbox_maintain(14)')).rejects.toMatchObject({ code: '55P03' })
    })
    expect(await database.query('SELECT inbox_maintain(14) AS dropped')).toEqual([{ dropped: [] }])
    expect(await keep('under way', [old])).toEqual(new Set())
  })

  it('are all kept where no retention is given', async () => {
    await database.query("UPDATE inbox_late SET seen = seen - interval '100 days'")
    expect(await database.query('SELECT inbox_maintain(NULL) AS dropped')).toEqual([{ dropped: [] }])
    expect(await database.query('SELECT inbox_maintain(14) AS dropped')).toEqual([
      { dropped: ['inbox_20210101'] },
    ])
  })

  it('are kept by replicas together, each waiting its turn', async () => {
    await database.query(`DROP TABLE ${partitionOf(Date.now() + 6 * day)}`)
    const pools = [database.newPool(), database.newPool(), database.newPool()]
    await Promise.all(pools.map(pool => pool.query('SELECT inbox_maintain(14)')))
    expect(await partitions()).toContain(partitionOf(Date.now() + 6 * day))
  })

  it("are kept by the service's own role, which can create and drop no table itself", async () => {
    const role = `app_${randomBytes(4).toString('hex')}`
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' NOSUPERUSER;
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`)
    const ahead = partitionOf(Date.now() + 7 * day)
    await database.query(`DROP TABLE ${ahead}`)
    const app = database.newPool(
      Object.assign(new URL(database.url), { username: role, password: 'secret' }).href,
    )

    await expect(app.query('CREATE TABLE mine (id integer)')).rejects.toMatchObject({ code: '42501' })
    await expect(app.query(`DROP TABLE ${partitionOf(Date.now())}`)).rejects.toMatchObject({ code: '42501' })
    await app.query('SELECT inbox_maintain(14)')
    expect(await partitions()).toContain(ahead)
    const id = idAt(Date.now() + 7 * day)
    expect(await keep('app', [id], app)).toEqual(new Set([id]))
    expect(await partitionHolding(id)).toEqual([ahead])
  })

  it('refuse a retention that would drop the days in use', async () => {
    await expect(database.query('SELECT inbox_maintain(0)')).rejects.toMatchObject({ code: 'P0001' })
  })
})

function idAtStart(date: string): string {
  const time = Date.parse(`${date}T00:00:00Z`).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

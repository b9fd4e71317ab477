import { randomBytes } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcessor } from '../batch/processor.ts'
import { inTransaction } from '../database/transaction.ts'
import { accountService, accountsTable, unlucky, withdraw } from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { unique } from '../testing/topics.ts'
import type { CommandKey } from '../types/delivery.ts'
import { findReplies, keepReplies } from './command-keys.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
})
afterAll(() => database.close())

const processor = (pool = database.newPool()) =>
  createProcessor(accountService(), { pool, logger, metrics: newMetrics(), batchMax: 100 })

/** A command with a key: pieces of the account's balance are given, since nothing is there to be withdrawn. */
const command = (account: string, amount: number, key: Partial<CommandKey> = {}) => ({
  ...withdraw(account, -amount),
  key: { caller: 'someone', key: account, fingerprint: String(amount), ...key },
})

const balance = async (account: string) =>
  (await database.query('SELECT balance::integer FROM account WHERE id = $1', [account]))[0]?.balance

const partitions = () =>
  database.query<{ part: string; closed: Date | null }>(
    'SELECT part::text, closed FROM command_keys_partitions ORDER BY opened',
  )

/** Makes all partitions older by so many hours. */
async function age(hours: number): Promise<void> {
  await database.query(`DO $$ DECLARE old record; moment timestamptz; BEGIN
    FOR old IN SELECT * FROM command_keys_partitions ORDER BY opened LOOP
      moment := old.opened - make_interval(hours => ${hours});
      EXECUTE format('ALTER TABLE command_keys DETACH PARTITION %s', old.part);
      EXECUTE format('UPDATE %s SET opened = %L', old.part, moment);
      EXECUTE format('ALTER TABLE command_keys ATTACH PARTITION %s FOR VALUES IN (%L)', old.part, moment);
      EXECUTE format('ALTER TABLE command_keys ALTER COLUMN opened SET DEFAULT %L', moment);
    END LOOP; END $$`)
}

const open = () => database.query('SELECT command_keys_open()')
const maintain = async (hours: number | null): Promise<string[]> => {
  const [row] = await database.query('SELECT command_keys_maintain($1) AS dropped', [hours])
  return row?.dropped as string[]
}

describe('a command with a key', () => {
  it('has one effect and one answer, in one batch and in later ones, whatever happened in between', async () => {
    const account = unique('account')
    const { submit } = processor()
    const same = () => command(account, 5)
    expect(await submit([same(), same()])).toEqual([
      { status: 'applied', reply: 5 },
      { status: 'replayed', reply: 5 },
    ])
    await submit([withdraw(account, -7)])
    expect(await submit([same()])).toEqual([{ status: 'replayed', reply: 5 }])
    expect(await balance(account)).toBe(12)
  })

  it('is refused if the key stands for something else', async () => {
    const account = unique('account')
    const { submit } = processor()
    expect(await submit([command(account, 5), command(account, 6)])).toMatchObject([
      { status: 'applied' },
      { status: 'key-reused' },
    ])
    expect(await submit([command(account, 6)])).toEqual([{ status: 'key-reused' }])
    expect(await balance(account)).toBe(5)
  })

  it("is another caller's own, with the same key", async () => {
    const account = unique('account')
    const { submit } = processor()
    const callers = ['one', 'two'].map(caller => command(account, 5, { caller }))
    expect(await submit(callers)).toMatchObject([{ status: 'applied' }, { status: 'applied' }])
    expect(await balance(account)).toBe(10)
  })

  it('that could not be decided, or was rolled back, may be sent again', async () => {
    const account = unique('account')
    const { submit } = processor()
    const failing = command(account, unlucky)
    expect(await submit([failing, failing])).toMatchObject([{ status: 'failed' }, { status: 'failed' }])
    const refused = command(account, 2_000_000) // by a CHECK of the table
    expect(await submit([refused])).toMatchObject([{ status: 'failed' }])
    expect(await submit([command(account, 5)])).toMatchObject([{ status: 'applied', reply: 5 }])
  })

  it('has one effect on two replicas at once, while partitions are opened under them', async () => {
    const account = unique('account')
    const replicas = [processor(), processor()]
    let [keys, opened] = [0, 0]
    // A few for each wave: every transaction locks all partitions, and hundreds of them take it too long.
    const openSome = async () => {
      const held = (error: unknown) => expect(error).toMatchObject({ code: '55P03' })
      for (let n = 0; n < 3; n++) await open().then(() => opened++, held)
    }
    const statuses: string[] = []
    while (keys < 200 || opened < 3) {
      const some = Array.from({ length: 10 }, () => `${account}-${keys++}`)
      const submitted = replicas.flatMap(({ submit }, replica) =>
        (replica === 0 ? some : some.toReversed()).map(key => submit([command(account, 1, { key })])),
      )
      const [outcomes] = await Promise.all([Promise.all(submitted), openSome()])
      statuses.push(...outcomes.flat().map(({ status }) => status))
    }
    expect(statuses.filter(status => status === 'applied')).toHaveLength(keys)
    expect(statuses.filter(status => status === 'replayed')).toHaveLength(keys)
    expect(await balance(account)).toBe(keys)
    expect((await partitions()).length).toBeGreaterThan(3)
  })
})

describe('partitions', () => {
  const key = (name: string): CommandKey => ({ caller: 'partitions', key: name, fingerprint: 'f' })
  const keep = (name: string, pool: Pool) =>
    inTransaction(
      pool,
      tx => findReplies(tx, [key(name)]),
      found => (found.length > 0 ? [] : keepReplies([{ ...key(name), command: 'Keep', reply: name }])),
    )
  const holding = async (name: string) =>
    (
      await database.query('SELECT tableoid::regclass::text AS part FROM command_keys WHERE key = $1', [name])
    ).map(({ part }) => part)

  it('hold the keys that come while they are the newest; keys are found in all, by prepared statements too', async () => {
    const pool = database.newPool()
    await keep('first', pool)
    await open()
    await keep('second', pool)
    expect(await keep('first', pool)).toEqual([{ ...key('first'), command: 'Keep', reply: 'first' }])
    const names = (await partitions()).map(({ part }) => part)
    expect([...(await holding('first')), ...(await holding('second'))]).toEqual(names.slice(-2))
  })

  it('are not opened while someone has looked a key up, and that one does not wait for them', async () => {
    const before = await partitions()
    await inTransaction(
      database.newPool(),
      async tx => {
        await findReplies(tx, [key('under way')])
        await expect(open()).rejects.toMatchObject({ code: '55P03' })
      },
      () => keepReplies([{ ...key('under way'), command: 'Keep', reply: null }]),
    )
    expect(await partitions()).toEqual(before)
    expect(await holding('under way')).toEqual([before.at(-1)?.part])
  })

  it('are opened after a quarter of the retention if keys came, and dropped when the retention is over', async () => {
    const pool = database.newPool()
    await keep('old', pool)
    await age(5)
    expect(await maintain(24)).toEqual([])
    expect((await partitions()).at(-1)?.closed).toBeNull()
    expect(await holding('old')).toEqual([(await partitions()).at(-1)?.part])
    await age(1)
    await maintain(24)
    const closed = await holding('old')
    expect(closed).toEqual([(await partitions()).at(-2)?.part])

    await age(23)
    expect(await maintain(24)).not.toContain(closed[0])
    expect(await maintain(null)).toEqual([])
    expect(await keep('old', pool)).toHaveLength(1)
    await age(1)
    expect(await maintain(24)).toContain(closed[0])
    expect(await maintain(24)).toEqual([])
    expect(await keep('old', pool)).toEqual([])
  })

  it('without keys stay the newest: a service that gets no commands opens none', async () => {
    await open()
    const before = await partitions()
    await age(48)
    await maintain(24)
    expect((await partitions()).at(-1)?.part).toBe(before.at(-1)?.part)
  })

  it('are kept by replicas together, each waiting its turn', async () => {
    await keep('turns', database.newPool())
    await age(6)
    const before = await partitions()
    const pools = [database.newPool(), database.newPool(), database.newPool()]
    await Promise.all(pools.map(pool => pool.query('SELECT command_keys_maintain(24)')))
    expect(await partitions()).toHaveLength(before.length + 1)
  })

  it("are kept by the service's own role, whatever its settings; it can create and drop no table itself", async () => {
    const role = `app_${randomBytes(4).toString('hex')}`
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' NOSUPERUSER;
      REVOKE ALL ON SCHEMA public FROM PUBLIC;
      ALTER ROLE ${role} SET datestyle = 'German'; ALTER ROLE ${role} SET timezone = 'Asia/Kolkata';
      GRANT USAGE ON SCHEMA public TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`)
    const url = Object.assign(new URL(database.url), { username: role, password: 'secret' }).href
    const app = database.newPool(url)
    await keep('by role', app)
    const [part] = await holding('by role')
    await expect(app.query(`DROP TABLE ${part}`)).rejects.toMatchObject({ code: '42501' })
    await expect(app.query('SELECT command_keys_open()')).rejects.toMatchObject({ code: '42501' })
    await age(6)
    await app.query('SELECT command_keys_maintain(24)')
    expect((await partitions()).at(-2)?.part).toBe(part)
    await keep('by role, later', app)
    expect(await holding('by role, later')).toEqual([(await partitions()).at(-1)?.part])
    expect(await keep('by role', app)).toHaveLength(1)
  })

  it('refuse a retention that would drop the keys in use', async () => {
    await expect(database.query('SELECT command_keys_maintain(0)')).rejects.toMatchObject({ code: 'P0001' })
  })
})

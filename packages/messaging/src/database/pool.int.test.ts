import type { Writable } from 'node:stream'
import { adminUrl } from '@orderflow/test-servers'
import { tcpProxy } from '@orderflow/test-servers/tcp-proxy'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isDatabaseUnavailable } from './errors.ts'
import { createPool, type PoolOptions } from './pool.ts'
import { inTransaction } from './transaction.ts'

let admin: string
let observer: pg.Client
let pool: pg.Pool
let cleanUp: (() => unknown)[]
const lines: string[] = []
const logger = pino({}, { write: line => void lines.push(line) })

/** What is busy is no fault: limits are long unless they are what is tried. */
const open = (options: Partial<PoolOptions> = {}) => {
  const limits = { connectionTimeoutMs: 60_000, statementTimeoutMs: 60_000 }
  const opened = createPool({
    url: admin,
    applicationName: 'kit-test',
    logger,
    max: 2,
    ...limits,
    ...options,
  })
  cleanUp.push(() => opened.end())
  return opened
}

beforeAll(async () => {
  admin = await adminUrl()
})

beforeEach(async () => {
  cleanUp = []
  lines.length = 0
  observer = new pg.Client({ connectionString: admin })
  await observer.connect()
  pool = open()
})

afterEach(async () => {
  for (const step of cleanUp.reverse()) await step()
  await observer.end()
})

const pidOf = async (client: pg.ClientBase | pg.Pool) =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid
const kill = (pid: number) => observer.query('SELECT pg_terminate_backend($1, 5000)', [pid])

describe('createPool', () => {
  it('takes the password that is right when it connects', async () => {
    await observer.query("CREATE ROLE rotating LOGIN PASSWORD 'first'")
    cleanUp.push(() => observer.query('DROP ROLE rotating'))
    const url = Object.assign(new URL(admin), { username: 'rotating', password: 'first' })
    const rotating = open({ url: () => url.href })
    const before = await pidOf(rotating)
    await observer.query("ALTER ROLE rotating PASSWORD 'second'")
    url.password = 'second'
    expect(await pidOf(rotating)).toBe(before)
    await kill(before)
    await expect.poll(() => rotating.totalCount).toBe(0)
    expect(await pidOf(rotating)).not.toBe(before)
  })

  it.each([
    ['no URL', () => 'postgres://somebody:s3cret@127.0.0.1:54x32/db'],
    [
      'a URL whose certificate is not there',
      () => `${admin}?sslmode=verify-full&sslrootcert=/nowhere/s3cret`,
    ],
    [
      'a URL whose certificate is none',
      () => `${admin}?sslmode=verify-full&sslrootcert=${import.meta.filename}`,
    ],
    ['a port that is none', () => `${admin}?port=99999`],
    ['a path that is no socket', () => '/nowhere'],
  ])('is unavailable while its file has %s, and serves when that is over', async (_, wrong) => {
    let url = admin
    const followed = open({ url: () => url, max: 1 })
    const client = await followed.connect()
    url = wrong()
    // It connects when this one is given back.
    const waiting = followed.query('SELECT 1').catch((error: unknown) => error)
    client.release(true)
    const failures = [await waiting, await followed.query('SELECT 1').catch((error: unknown) => error)]
    expect(failures.map(isDatabaseUnavailable)).toEqual([true, true])
    expect(String(failures)).not.toContain('s3cret')
    url = admin
    expect((await followed.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }])
  })

  it('plans a change of some rows by their key, even of a table that is still empty, if told', async () => {
    const client = await open({ sequentialScans: false }).connect()
    try {
      await client.query('CREATE TEMP TABLE things (id text PRIMARY KEY, value text)')
      await client.query(`PREPARE change (text[], text[]) AS UPDATE things t SET value = n.value
        FROM unnest($1, $2) AS n (id, value) WHERE t.id = n.id`)
      const { rows } = await client.query<{ 'QUERY PLAN': string }>("EXPLAIN EXECUTE change ('{a}', '{b}')")
      const plan = rows.map(row => row['QUERY PLAN']).join('\n')
      expect(plan).toMatch(/Index .*Scan.* on things/)
      expect(plan).not.toMatch(/Seq Scan|Hash Join|Merge Join/)
    } finally {
      client.release(true)
    }
  })

  it('tells the server its limits', async () => {
    const limited = open({
      statementTimeoutMs: 1_234,
      idleInTransactionTimeoutMs: 4_321,
      tcpUserTimeoutMs: 5_678,
    })
    const { rows } = await limited.query(
      `SELECT name, setting FROM pg_settings WHERE name IN
       ('application_name', 'statement_timeout', 'idle_in_transaction_session_timeout', 'tcp_user_timeout') ORDER BY 1`,
    )
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      application_name: 'kit-test',
      idle_in_transaction_session_timeout: '4321',
      statement_timeout: '1234',
      tcp_user_timeout: '5678',
    })
  })

  it('reads bigint as a number, and refuses one that a number cannot hold', async () => {
    const { rows } = await pool.query('SELECT 9007199254740991::bigint AS big, 1.5::numeric AS exact')
    expect(rows).toEqual([{ big: 9_007_199_254_740_991, exact: '1.5' }])
    await expect(pool.query('SELECT 9007199254740993::bigint')).rejects.toThrow(RangeError)
    expect((await pool.query("SELECT '[1]'::jsonb AS json, 2::bigint AS n")).rows).toEqual([
      { json: [1], n: 2 },
    ])
  })

  it('changes nothing for other users of pg in this process', async () => {
    expect((await observer.query('SELECT 1::bigint AS n')).rows).toEqual([{ n: '1' }])
  })

  it('ends a slow statement', async () => {
    const limited = open({ statementTimeoutMs: 50 })
    const ended = () => limited.query('SELECT pg_sleep(60)').catch((thrown: unknown) => thrown)
    // Where the server is too busy to do it within a second more, the client does.
    await expect.poll(ended).toMatchObject({ code: '57014' })
    expect(isDatabaseUnavailable(await ended())).toBe(true)
  })

  it('logs an idle connection that dies, and replaces it', async () => {
    const pid = await pidOf(pool)
    await kill(pid)
    await expect.poll(() => lines.join('')).toContain('an idle database connection was lost')
    expect(await pidOf(pool)).not.toBe(pid)
  })

  it('says in time that no connection is free, and that no server is there', async () => {
    const small = open({ max: 1, connectionTimeoutMs: 1_000 })
    const client = await vi.waitFor(() => small.connect(), 60_000) // which may take longer
    const full = await small.query('SELECT 1').catch((error: unknown) => error)
    client.release()
    const gone = new URL(admin)
    gone.port = '1'
    const refused = await open({ url: gone.href })
      .query('SELECT 1')
      .catch((error: unknown) => error)
    expect([full, refused].map(isDatabaseUnavailable)).toEqual([true, true])
  })

  it('notices a network that swallows everything, and drops the connection', async () => {
    const { hostname: host, port } = new URL(admin)
    const proxy = await tcpProxy({ host, port: Number(port) })
    cleanUp.push(proxy.close)
    const through = new URL(admin)
    through.host = `${proxy.host}:${proxy.port}`
    const cut = open({ url: through.href, statementTimeoutMs: 4_000, max: 1 })
    const pid = await pidOf(cut)
    proxy.pause()
    const start = performance.now()
    const failure = await inTransaction(cut, client => client.query('SELECT 1')).catch(
      (error: unknown) => error,
    )
    expect(isDatabaseUnavailable(failure)).toBe(true)
    expect(cut.totalCount).toBe(0)
    expect(performance.now() - start).toBeLessThan(9_900) // one time-out of 5 s, not another for a ROLLBACK
    proxy.resume()
    expect(await pidOf(cut)).not.toBe(pid)
  })
})

describe('inTransaction', () => {
  let table: string

  beforeEach(async () => {
    table = `kit_${process.pid}_${Math.trunc(performance.now() * 1_000)}`
    await pool.query(`CREATE TABLE ${table} (id int PRIMARY KEY)`)
    cleanUp.push(() => observer.query(`DROP TABLE ${table}`))
  })

  const insert = (client: pg.PoolClient, id: number) => client.query(`INSERT INTO ${table} VALUES ($1)`, [id])
  const ids = async () =>
    (await observer.query(`SELECT id FROM ${table} ORDER BY id`)).rows.map(({ id }) => id)

  it('commits, and returns what the work returns', async () => {
    expect(await inTransaction(pool, async client => (await insert(client, 1)).rowCount)).toBe(1)
    expect(await ids()).toEqual([1])
  })

  it('writes what needs no answer in one go: the work with its BEGIN, and its last statements with the COMMIT', async () => {
    let writes = 0
    const client = await pool.connect()
    const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
    for (const name of ['_write', '_writev'] as const) {
      const write = stream[name] as (...given: unknown[]) => void
      stream[name] = (...given: unknown[]) => {
        writes++
        write.apply(stream, given)
      }
    }
    client.release()
    const last = () => [2, 3].map(id => ({ text: `INSERT INTO ${table} VALUES ($1)`, values: [id] }))
    await inTransaction(pool, tx => Promise.all([tx.query('SELECT 1'), tx.query('SELECT 2')]), last, {
      early: true,
    })
    expect(await ids()).toEqual([2, 3])
    expect(writes).toBe(2)
  })

  it('rolls back, throws the very error, and keeps the connection', async () => {
    const bug = new Error('mine')
    let pid = 0
    const failing = inTransaction(pool, async client => {
      pid = await pidOf(client)
      await insert(client, 1)
      throw bug
    })
    await expect(failing).rejects.toBe(bug)
    expect(await ids()).toEqual([])
    expect(await pidOf(pool)).toBe(pid)
  })

  it('throws what the database says', async () => {
    const failing = inTransaction(pool, async client => {
      await insert(client, 1)
      await insert(client, 1)
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  })

  it('executes what goes out with the commit in order; where one of it fails, nothing is committed', async () => {
    const insertion = (id: number) => ({ text: `INSERT INTO ${table} VALUES ($1)`, values: [id] })
    const doubled = {
      text: `INSERT INTO ${table} SELECT id * 2 FROM ${table}`,
      values: [],
    }
    const write = (...ids: number[]) =>
      inTransaction(
        pool,
        async () => ids,
        () => [...ids.map(insertion), doubled],
      )
    expect(await write(1, 5)).toEqual([1, 5])
    expect(await ids()).toEqual([1, 2, 5, 10])
    await expect(write(3, 5, 7)).rejects.toMatchObject({ code: '23505' })
    expect(await ids()).toEqual([1, 2, 5, 10])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  })

  it('does not take a rollback for a commit when the work swallowed an error', async () => {
    const failing = inTransaction(pool, async client => {
      await insert(client, 1)
      await client.query('SELECT 1 / 0').catch(() => {})
    })
    await expect(failing).rejects.toMatchObject({ code: 'TRANSACTION_ABORTED' })
    expect(await ids()).toEqual([])
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
  })

  it('destroys a connection that dies between or during statements', async () => {
    for (const during of [false, true]) {
      const failing = inTransaction(pool, async client => {
        await insert(client, 1)
        const pid = await pidOf(client)
        const sleeping = during ? client.query('SELECT pg_sleep(60)') : undefined
        await Promise.all([sleeping, kill(pid)])
        await insert(client, 2)
      })
      const error = await failing.catch((thrown: unknown) => thrown)
      expect(isDatabaseUnavailable(error)).toBe(true)
      expect(pool.totalCount).toBe(0)
    }
    expect(await ids()).toEqual([])
    expect(await inTransaction(pool, async client => (await insert(client, 3)).rowCount)).toBe(1)
  })
})

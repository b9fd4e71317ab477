import { adminUrl } from '@orderflow/test-servers'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatabaseUnavailable } from '../database/errors.ts'
import {
  type AccountService,
  accountService,
  accountsTable,
  deposit,
  tooMuch,
  unlucky,
  withdraw,
} from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { unique } from '../testing/topics.ts'
import type { Delivery } from '../types/delivery.ts'
import { createProcessor } from './processor.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
})
afterAll(() => database.close())

function processorOf(
  service: AccountService,
  { pool = database.newPool(), batchMax = 250, onPublish = () => {} } = {},
) {
  const metrics = newMetrics()
  return { ...createProcessor(service, { pool, logger, metrics, batchMax, onPublish }), metrics }
}

const setUp = (options?: { pool?: Pool; batchMax?: number }) => {
  const service = accountService()
  return { ...processorOf(service, options), service, account: unique('account') }
}

async function balance(account: string): Promise<number | undefined> {
  const [row] = await database.query('SELECT balance::integer FROM account WHERE id = $1', [account])
  return row?.balance as number | undefined
}

interface Row {
  seq: string
  topic: string
  key: string | null
  value: Buffer
  headers: Record<string, string>
  xmin: string
}

const outbox = (where: string, ...values: unknown[]) =>
  database.query<Row & Record<string, unknown>>(
    `SELECT *, coalesce(
       (SELECT xmin FROM outbox_packs WHERE seq = pack), (SELECT xmin FROM outbox_rows AS r WHERE r.seq = outbox.seq)
     )::text AS xmin FROM outbox WHERE ${where} ORDER BY seq`,
    values,
  )
const deadLetters = (service: AccountService) => outbox(`headers->>'dlq_service' = $1`, service.name)
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)

describe('group commit', () => {
  it('lets concurrent submissions share a transaction', async () => {
    const { submit, metrics, account } = setUp()
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => submit([deposit({ account, amount: 1 })])),
    )
    expect(replies.flat().map(outcome => 'reply' in outcome && outcome.reply)).toEqual(
      Array.from({ length: 200 }, (_, i) => i + 1),
    )
    const { values } = await metrics.batchSize.get()
    const of = (name: string) => values.find(({ metricName }) => metricName === name)?.value
    // All of them come within one turn of the event loop.
    expect(of('batch_size_count')).toBe(1)
    expect(of('batch_size_sum')).toBe(200)
  })

  it('never exceeds the batch size, unless one submission alone does', async () => {
    const { submit, metrics, account } = setUp({ batchMax: 10 })
    const many = (n: number) => Array.from({ length: n }, () => deposit({ account, amount: 1 }))
    await Promise.all([1, 4, 4, 4, 25, 3].map(n => submit(many(n))))
    const { values } = await metrics.batchSize.get()
    const upTo = (le: number) => values.find(({ labels }) => labels.le === le)?.value
    expect(upTo(10)).toBe(3) // 1 + 4 + 4, 4, 3
    expect(upTo(25)).toBe(4)
    expect(await balance(account)).toBe(41)
  })

  it('wakes the relay for what it has to send, and for nothing else', async () => {
    let woken = 0
    const { submit, offer } = processorOf(accountService(), { onPublish: () => woken++ })
    const same = deposit({ account: unique('account'), amount: 1 })
    expect(statuses(await submit([same]))).toEqual(['applied'])
    expect(woken).toBe(1)
    expect(statuses(await offer([same]))).toEqual(['duplicate'])
    expect(woken).toBe(1)
  })

  it('answers only when the transaction is committed', async () => {
    const { submit, account } = setUp()
    const seen = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await submit([deposit({ account: `${account}-${i}`, amount: i + 20 })])
        return await balance(`${account}-${i}`)
      }),
    )
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 20))
  })

  it('publishes the events of one key in the order of their decisions, whichever process decided', async () => {
    const service = accountService()
    const processes = [1, 2, 3].map(() => processorOf(service, { batchMax: 7 }))
    const accounts = ['x', 'y', 'z'].map(unique)
    await Promise.all(
      Array.from({ length: 150 }, (_, i) =>
        processes[i % 3]?.submit([deposit({ account: accounts[i % accounts.length] as string, amount: 1 })]),
      ),
    )
    for (const account of accounts) {
      const versions = (await outbox('key = $1', account)).map(row => Number(row.headers.ce_sequence))
      expect(versions).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    }
  })
})

describe('an input whose decision throws', () => {
  it('is dead-lettered in the same transaction; its changes are discarded and the batch goes on', async () => {
    const { submit, service, account } = setUp()
    const culprit = deposit({ account, amount: unlucky })
    const outcomes = await submit([deposit({ account, amount: 1 }), culprit, deposit({ account, amount: 2 })])
    expect(statuses(outcomes)).toEqual(['applied', 'dead-lettered', 'applied'])
    expect(await balance(account)).toBe(3)

    const [letter, ...others] = await deadLetters(service)
    expect(others).toEqual([])
    expect(letter).toMatchObject({
      topic: `deposits.${service.name}.dlq`,
      key: account,
      value: culprit.origin?.value,
      headers: {
        dlq_reason: 'DECIDE_FAILED',
        dlq_detail: 'unlucky',
        ce_id: culprit.id,
        ce_type: 'Deposited',
      },
    })
    const published = (await outbox('key = $1 AND topic <> $2', account, letter?.topic)).map(row => ({
      balance: JSON.parse(row.value.toString()).balance,
      version: row.headers.ce_sequence,
    }))
    expect(published).toEqual([
      { balance: 1, version: '1' },
      { balance: 3, version: '2' },
    ])
    // One transaction wrote the dead letter, the inbox and the account.
    const writers = await database.query(
      `SELECT xmin::text FROM account WHERE id = $1 UNION SELECT xmin::text FROM inbox WHERE event_id = $2`,
      [account, culprit.id],
    )
    expect(writers).toEqual([{ xmin: letter?.xmin }])
    expect(statuses(await submit([culprit]))).toEqual(['duplicate'])
  })

  it('fails only its own caller when it is a command', async () => {
    const { submit, service, account } = setUp()
    const unknown: Delivery = {
      id: withdraw(account, 1).id,
      input: {
        id: withdraw(account, 1).id,
        type: 'Nonsense',
        data: { account },
        correlationId: 'c',
        initiator: 't',
      },
    }
    const [first, failed, last] = await Promise.all([
      submit([deposit({ account, amount: 10 })]),
      submit([unknown]),
      submit([withdraw(account, 4)]),
    ])
    expect(first).toMatchObject([{ status: 'applied' }])
    expect(failed).toMatchObject([{ status: 'failed', error: { code: 'INPUT_UNKNOWN' } }])
    expect(last).toMatchObject([{ status: 'applied', reply: 6 }])
    expect(await deadLetters(service)).toEqual([])
  })
})

describe('data that the database refuses', () => {
  it.each([
    ['a violated CHECK', { amount: tooMuch }, 'account_balance_check'],
    ['a NUL character in a text', { amount: 1, note: 'a\u0000b' }, 'invalid byte sequence'],
  ])(
    '%s: the batch is halved until the culprit stands alone and is dead-lettered',
    async (_, bad, detail) => {
      const { submit, service, account } = setUp()
      const culprit = deposit({ account: `${account}-bad`, ...bad })
      const batch = Array.from({ length: 21 }, (_, i) => deposit({ account: `${account}-${i}`, amount: i }))
      batch.splice(unlucky, 1, culprit)
      const outcomes = await submit(batch)
      expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(20)
      expect(outcomes[unlucky]).toMatchObject({
        status: 'dead-lettered',
        poison: { code: 'SAVE_FAILED', detail: expect.stringContaining(detail) },
      })
      const letters = await deadLetters(service)
      expect(letters.map(row => row.headers.ce_id)).toEqual([culprit.id])
      expect(await balance(`${account}-bad`)).toBeUndefined()
      expect(await balance(`${account}-20`)).toBe(20)
      expect(statuses(await submit(batch))).toEqual(batch.map(() => 'duplicate'))
    },
  )

  it('is not given up on the word of a statement that was prepared before its table changed', async () => {
    const table = unique('counted').replaceAll('-', '_')
    await database.query(`CREATE TABLE "${table}" (id text PRIMARY KEY, n integer NOT NULL)`)
    let n = 1
    const base = accountService()
    const count = (id: string) => {
      const text = `INSERT INTO "${table}" VALUES ($1, $2)` // $2 is what n is when this is prepared
      return { name: table, text, values: [id, n] }
    }
    const { load, save } = base.store
    const store = {
      load,
      save: (world: Awaited<ReturnType<typeof load>>) => [
        ...save(world),
        ...world.accounts.inserted().map(({ id }) => count(id)),
      ],
    }
    const { submit } = processorOf({ ...base, store })
    await submit([deposit({ account: `${table}-1`, amount: 1 })])

    await database.query(`ALTER TABLE "${table}" ALTER COLUMN n TYPE bigint`)
    n = 3_000_000_000
    const outcomes = await submit([deposit({ account: `${table}-2`, amount: 1 })])
    expect(statuses(outcomes)).toEqual(['applied'])
  })

  it('fails only the caller of the command that brought it', async () => {
    const { submit, service, account } = setUp()
    await submit([deposit({ account, amount: 5 })])
    const outcomes = await Promise.all([
      submit([withdraw(account, 1)]),
      submit([withdraw(account, 100)]), // below zero: the table's CHECK
      submit([withdraw(account, 2)]),
    ])
    expect(statuses(outcomes.flat())).toEqual(['applied', 'failed', 'applied'])
    expect(await balance(account)).toBe(2)
    expect(await deadLetters(service)).toEqual([])
  })

  it('dead-letters a message whose key PostgreSQL cannot hold as text', async () => {
    const { submit, service, account } = setUp()
    const key = Buffer.from('k\u0000ey')
    const culprit = deposit({ account, amount: unlucky })
    const bad = { ...culprit, origin: { ...culprit.origin, key } } as Delivery
    const outcomes = await submit([deposit({ account, amount: 1 }), bad])
    expect(statuses(outcomes)).toEqual(['applied', 'dead-lettered'])
    const [letter] = await deadLetters(service)
    expect(letter?.headers).toMatchObject({
      dlq_reason: 'DECIDE_FAILED',
      dlq_raw_key: key.toString('base64'),
    })
  })
})

describe('a race that a unique key decides', () => {
  it('is tried again by the loser: both processes end consistent', async () => {
    const service = accountService()
    const account = unique('raced')
    let arrived = 0
    const both = Promise.withResolvers<void>()
    const racing: AccountService = {
      ...service,
      store: {
        ...service.store,
        // Both have looked, and found no such account, before either writes.
        async load(tx, inputs) {
          const world = await service.store.load(tx, inputs)
          if (++arrived >= 2) both.resolve()
          await both.promise
          return world
        },
      },
    }
    const outcomes = await Promise.all([
      processorOf(racing).submit([deposit({ account, amount: 1 })]),
      processorOf(racing).submit([deposit({ account, amount: 2 })]),
    ])
    expect(statuses(outcomes.flat())).toEqual(['applied', 'applied'])
    expect(arrived).toBe(3)
    expect(await balance(account)).toBe(3)
    const versions = (await outbox('key = $1', account)).map(row => row.headers.ce_sequence)
    expect(versions).toEqual(['1', '2'])
  })
})

describe('a database that is away', () => {
  it('rejects with DatabaseUnavailable and gives nothing up', async () => {
    const pool = database.newPool('postgres://nobody@127.0.0.1:1/nowhere')
    const { submit, metrics, account } = setUp({ pool })
    const submitted = submit([deposit({ account, amount: 1 }), deposit({ account, amount: unlucky })])
    await expect(submitted).rejects.toBeInstanceOf(DatabaseUnavailable)
    expect((await metrics.inputs.get()).values).toEqual([])
  })

  it('in the middle of a transaction: nothing has happened, and the same batch goes through later', async () => {
    const service = accountService()
    const account = unique('cut')
    let cuts = 0
    const cut: AccountService = {
      ...service,
      store: {
        ...service.store,
        save: world => [
          ...service.store.save(world),
          ...(cuts++ > 0 ? [] : [{ text: 'SELECT pg_terminate_backend(pg_backend_pid())' }]),
        ],
      },
    }
    const { submit } = processorOf(cut)
    const batch = [deposit({ account, amount: 1 }), deposit({ account, amount: unlucky })]
    await expect(submit(batch)).rejects.toBeInstanceOf(DatabaseUnavailable)
    expect(await balance(account)).toBeUndefined()
    expect(await deadLetters(service)).toEqual([])

    expect(statuses(await submit(batch))).toEqual(['applied', 'dead-lettered'])
    expect(await balance(account)).toBe(1)
  })
})

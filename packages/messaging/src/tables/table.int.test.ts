import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcessor } from '../batch/processor.ts'
import type { Rows } from '../batch/rows.ts'
import type { Service } from '../batch/service.ts'
import { plannerSettings, sessionSettings } from '../database/session.ts'
import { inTransaction } from '../database/transaction.ts'
import { accountService, type Deposit, deposit } from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import type { Input } from '../types/decider.ts'
import { storeOf } from './store-of.ts'
import { table } from './table.ts'

let database: TestDatabase
beforeAll(async () => {
  const tables = Object.values(counts).map(({ statements }) => statements.create)
  database = await createDatabase(await adminUrl(), tables.join(';'))
})
afterAll(() => database.close())

const everything = table(
  'user',
  {
    select: 'integer',
    text: 'text',
    sized: 'varchar(5)',
    uuid: 'uuid',
    small: 'smallint null',
    big: 'bigint',
    real: 'real',
    exact: 'double precision',
    price: 'numeric(12, 2)',
    isOpen: 'boolean',
    day: 'date',
    takenAt: 'timestamptz null',
    order: 'json',
    lines: 'jsonb null',
  },
  { fixed: ['order'] },
)
const row = {
  select: -7,
  text: `it's "a" {b,\\c}`,
  sized: 'NULL',
  uuid: '0198c0de-0000-7000-8000-00000000000a',
  small: 3,
  big: Number.MAX_SAFE_INTEGER,
  real: 0.1,
  exact: 0.1,
  price: '1234567890.10',
  isOpen: true,
  day: '2026-12-24',
  takenAt: '2026-12-24T18:00:00.123Z',
  order: { b: 1, a: ['"', null] },
  lines: [1, 'a'],
}
const next = { ...row, select: 8, small: null, takenAt: null, lines: null, isOpen: false, day: '0001-01-01' }
const by = (...keys: number[]): Input[] =>
  keys.map(select => ({
    ...{ id: 'i', type: 'Any', at: '', correlationId: 'c', initiator: 't' },
    data: { select },
  }))

it.each([
  ["a pool of pg's", ''],
  ["a service's", `?options=${encodeURIComponent(`${plannerSettings} ${sessionSettings}`)}`],
])('every type comes back as it was given, with %s', async (_, options) => {
  await database.query(`DROP TABLE IF EXISTS "user"`)
  await database.query(everything.statements.create)
  await database.query(everything.statements.create)
  const pool = database.newPool(database.url + options)
  const inputs = by(row.select, next.select)
  const change = (rows: readonly Parameters<ReturnType<typeof everything.rows>['set']>[0][]) =>
    inTransaction(
      pool,
      async tx => {
        const loaded = await everything.load(tx, inputs)
        for (const changed of rows) loaded.set(changed)
        loaded.commit(inputs[0] as Input)
        return loaded
      },
      everything.save,
      { lockTimeoutMs: 1_000 },
    )
  expect((await change([next, row])).loaded()).toEqual([])
  expect((await change([{ ...row, lines: null, order: { b: 2, a: [] } }])).loaded()).toEqual([row, next])
  expect(await everything.find(pool, '-7')).toEqual({ ...row, lines: null })
  expect(await everything.findAll(pool, ['8', '-7', 'x'])).toEqual([{ ...row, lines: null }, next])
  expect(await everything.select(pool, { text: 'WHERE is_open' })).toEqual([{ ...row, lines: null }])
})

/** Deposits are counted by their account, which is the number of a room, or a day. */
const counts = {
  smallint: table('rooms', { key: 'smallint', n: 'integer' }, { keysOf }),
  date: table('days', { key: 'date', n: 'integer' }, { keysOf }),
}
function keysOf({ data }: Input<Deposit>) {
  if (data.account === 'broken') throw new Error('no such house')
  return data.account
}

function counting(type: keyof typeof counts) {
  const store = storeOf({ counts: counts[type] as typeof counts.date })
  const service: Service<{ readonly counts: Rows<{ readonly key: string; readonly n: number }> }> = {
    ...accountService(),
    store,
    decide: {
      Deposited({ counts }, { data }: Input<Deposit>) {
        const n = (counts.get(data.account)?.n ?? 0) + data.amount
        counts.set({ key: data.account, n })
        return {}
      },
    },
  }
  const pool = database.newPool()
  return { pool, ...createProcessor(service, { pool, logger, metrics: newMetrics(), batchMax: 250 }) }
}

describe('an input whose row cannot be loaded is the only one that becomes a dead letter', () => {
  it.each([
    ['a number out of range', 'smallint', '40000', 'SAVE_FAILED', 'value "40000" is out of range'],
    ['no number', 'smallint', 'x', 'DECIDE_FAILED', 'There cannot be the row "x" of the table rooms'],
    ['a number written otherwise', 'smallint', '01', 'DECIDE_FAILED', 'There cannot be the row "01"'],
    ['a day that is none', 'date', '2026-02-30', 'SAVE_FAILED', 'out of range: "2026-02-30"'],
    ['a keysOf that throws', 'date', 'broken', 'SAVE_FAILED', 'threw on Deposited: no such house'],
  ] as const)('%s', async (_, type, bad, code, detail) => {
    const { pool, submit } = counting(type)
    await database.query('TRUNCATE rooms, days')
    const good = type === 'date' ? ['2026-12-24', '2026-12-25'] : ['1', '2']
    const accounts = [good[0], bad, good[1], good[0]] as string[]
    const outcomes = await submit(accounts.map(account => deposit({ account, amount: 1 })))
    expect(outcomes).toMatchObject([
      { status: 'applied' },
      { status: 'dead-lettered', poison: { code, detail: expect.stringContaining(detail) } },
      { status: 'applied' },
      { status: 'applied' },
    ])
    expect((await counts[type].select(pool, { text: 'ORDER BY t.key' })).map(({ n }) => n)).toEqual([2, 1])
  })
})

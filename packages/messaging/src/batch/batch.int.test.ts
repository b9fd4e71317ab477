import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Published } from '../events/contracts.ts'
import { type AccountService, accountService, accountsTable, deposit, withdraw } from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { unique } from '../testing/topics.ts'
import { createProcessor } from './processor.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
})
afterAll(() => database.close())

interface Balance {
  readonly account: string
  readonly balance: number
}

/** An account service that publishes BalanceChanged in these versions. */
function setUp(versions: (balances: Published) => readonly Published[]) {
  const plain = accountService()
  const balances = plain.contracts.published('BalanceChanged')[0] as Published
  const service: AccountService = {
    ...plain,
    contracts: {
      ...plain.contracts,
      published: type => (type === 'BalanceChanged' ? versions(balances) : []),
    },
  }
  const { submit } = createProcessor(service, {
    pool: database.newPool(),
    logger,
    metrics: newMetrics(),
    batchMax: 250,
  })
  return { submit, account: unique('account'), balances }
}

const rowsOf = (account: string) =>
  database.query<Record<string, unknown> & { topic: string; value: Buffer; headers: Record<string, string> }>(
    'SELECT topic, value, headers FROM outbox WHERE key = $1 ORDER BY seq',
    [account],
  )
const balanceOf = async (account: string) =>
  (await database.query('SELECT balance::integer FROM account WHERE id = $1', [account]))[0]?.balance

/** The same version, but a balance of seven is against its schema. */
const withoutSevens = (version: Published): Published => ({
  ...version,
  validationError: data => ((data as Balance).balance === 7 ? '/balance must not be 7' : undefined),
})

describe('an event that its schema does not allow', () => {
  it('undoes and dead-letters the input that would cause it, in its transaction; the batch goes on', async () => {
    const { submit, account } = setUp(version => [withoutSevens(version)])
    const [ok, bad, after] = await submit([3, 4, 2].map(amount => deposit({ account, amount })))
    expect([ok?.status, bad?.status, after?.status]).toEqual(['applied', 'dead-lettered', 'applied'])
    expect(bad).toMatchObject({
      poison: {
        code: 'DECIDE_FAILED',
        detail: expect.stringMatching(
          /would publish an invalid BalanceChanged on .*: \/balance must not be 7$/,
        ),
      },
    })
    expect(await balanceOf(account)).toBe(5)
    const balances = (await rowsOf(account)).filter(({ headers }) => headers.dlq_reason === undefined)
    expect(balances.map(({ value }) => JSON.parse(String(value)).balance)).toEqual([3, 5])
  })

  it('fails the command that would cause it, and leaves nothing of it', async () => {
    const { submit, account } = setUp(version => [withoutSevens(version)])
    await submit([deposit({ account, amount: 10 })])
    const [outcome] = await submit([withdraw(account, 3)])
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'EVENT_INVALID' } })
    expect(await balanceOf(account)).toBe(10)
    expect(await rowsOf(account)).toHaveLength(1)
  })
})

it('an event that the service does not publish fails what would cause it', async () => {
  const { submit, account } = setUp(() => [])
  const [outcome] = await submit([withdraw(account, -1)])
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'EVENT_UNKNOWN' } })
  expect(await balanceOf(account)).toBeUndefined()
})

describe('an event that is published in two versions', () => {
  const older = (version: Published): Published => ({
    ...version,
    topic: `${version.topic}.v1`,
    dataSchema: 'https://example.org/BalanceChanged.v1',
    downcast: data => ({ account: (data as Balance).account, cents: (data as Balance).balance * 100 }),
  })

  it('is two messages with one id, the newest first; the other says whose copy it is', async () => {
    const { submit, account, balances } = setUp(version => [version, older(version)])
    await submit([deposit({ account, amount: 3 })])

    const [newest, copy, ...more] = await rowsOf(account)
    expect(more).toEqual([])
    expect(newest?.topic).toBe(balances.topic)
    expect(newest?.headers).not.toHaveProperty('ce_copyof')
    expect(copy).toMatchObject({
      topic: `${balances.topic}.v1`,
      headers: { ...newest?.headers, ce_dataschema: 'https://example.org/BalanceChanged.v1' },
    })
    expect(copy?.headers.ce_copyof).toBe(newest?.headers.ce_dataschema)
    expect(JSON.parse(String(copy?.value))).toEqual({ account, cents: 300 })
  })

  it('is published in neither when one of them does not allow it', async () => {
    const { submit, account } = setUp(version => [
      version,
      { ...older(version), validationError: () => '/cents is missing' },
    ])
    const [outcome] = await submit([withdraw(account, -1)])
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'EVENT_INVALID' } })
    expect(await rowsOf(account)).toEqual([])
    expect(await balanceOf(account)).toBeUndefined()
  })
})

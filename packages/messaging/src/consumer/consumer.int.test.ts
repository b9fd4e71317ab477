import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AccountService,
  accountService,
  accountsTable,
  accountTopics,
  depositMessage,
  tooMuch,
  unlucky,
} from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { type RunningAccounts, startAccounts } from '../testing/running-accounts.ts'
import {
  createTopics,
  type Message,
  produce,
  produceCompressed,
  readAll,
  type Seen,
  text,
  unique,
  withAdmin,
} from '../testing/topics.ts'
import { until } from '../testing/until.ts'

const brokers = kafkaBrokers()
const topics = accountTopics()
const service: AccountService = accountService(unique('accounts'), topics)
const deadLetters = `${topics.deposits}.${service.name}.dlq`

let database: TestDatabase
let running: RunningAccounts

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
  await createTopics(brokers, { [topics.deposits]: 3, [topics.balances]: 3, [deadLetters]: 3 })
  running = startAccounts({ service, topics, brokers, database })
})
afterAll(async () => {
  await running.stop()
  await database.close()
})

const nul = Buffer.from('key\u0000')
const notText = Buffer.from([0xff, 0xfe])
const good = () => depositMessage({ account: 'poisoned', amount: 1 })
const withHeaders = (headers: Message['headers']): Message => ({
  ...good(),
  headers: { ...good().headers, ...headers },
})

/** Everything that can be wrong with a message, by the reason that its dead letter has to give. */
const poison: [reason: string, what: string, message: Message][] = [
  ['HEADER_MISSING', 'no headers', { key: 'k', value: '{}' }],
  ['HEADER_REPEATED', 'a repeated header', withHeaders({ ce_id: [uuidv7(), uuidv7()] })],
  ['SPECVERSION_UNKNOWN', 'another CloudEvents version', withHeaders({ ce_specversion: '2.0' })],
  ['ID_INVALID', 'an id that is no UUID', withHeaders({ ce_id: 'one' })],
  ['HEADER_NOT_UTF8', 'a binary id', withHeaders({ ce_id: notText })],
  ['TYPE_UNEXPECTED', 'a type of another topic', withHeaders({ ce_type: 'Withdrawn' })],
  ['HEADER_NOT_UTF8', 'a source that is not UTF-8', withHeaders({ ce_source: notText })],
  ['HEADER_NOT_TEXT', 'a trail that PostgreSQL has no text for', withHeaders({ ce_correlationid: nul })],
  [
    'VERSION_UNEXPECTED',
    'another version',
    withHeaders({ ce_dataschema: 'https://example.org/deposited.v7' }),
  ],
  ['TIME_INVALID', 'a time that is none', withHeaders({ ce_time: 'yesterday' })],
  [
    'VALUE_TOO_LARGE',
    'an oversized value',
    { ...good(), value: JSON.stringify({ account: 'x'.repeat(910_000) }) },
  ],
  ['VALUE_NULL', 'no value', { ...good(), value: null }],
  ['VALUE_NOT_JSON', 'a value that is not JSON', { ...good(), value: '{"account":' }],
  ['VALUE_NOT_UTF8', 'a value that is not UTF-8', { ...good(), value: notText }],
  ['SCHEMA_INVALID', 'a value against the schema', { ...good(), value: '{"amount":1}' }],
  ['DECIDE_FAILED', 'a decision that throws', depositMessage({ account: 'poisoned', amount: unlucky })],
  ['SAVE_FAILED', 'a refused row', depositMessage({ account: 'poisoned', amount: tooMuch })],
  ['SAVE_FAILED', 'a NUL in a text', depositMessage({ account: 'nul', amount: 1, note: '\u0000' })],
  ['HEADER_MISSING', 'no key and no value', { key: null, value: null }],
  ['HEADER_MISSING', 'a key with a NUL', { key: nul, value: '{}' }],
  ['HEADER_MISSING', 'a key that is not UTF-8', { key: notText, value: '{}' }],
]

const balance = async (account: string) => {
  const [row] = await database.query('SELECT balance::integer FROM account WHERE id = $1', [account])
  return row?.balance
}

describe('messages that cannot be processed', () => {
  const healthy = Array.from({ length: 60 }, (_, i) =>
    depositMessage({ account: `healthy-${i % 6}`, amount: 1 }),
  )
  let letters: Seen[]

  beforeAll(async () => {
    const messages: Message[] = []
    for (const [i, message] of healthy.entries()) {
      const bad = poison[i]?.[2]
      messages.push(message, ...(bad === undefined ? [] : [bad]))
    }
    // A number marks each, so that its dead letter can be told.
    const numbered = messages.map(message => {
      const n = poison.findIndex(([, , bad]) => bad === message)
      return n < 0 ? message : { ...message, headers: { ...message.headers, n: String(n) } }
    })
    await produce(brokers, [{ topic: topics.deposits, messages: numbered }])
    await until('the healthy ones are applied', async () => {
      const [row] = await database.query(
        `SELECT sum(balance)::integer AS sum FROM account WHERE id LIKE 'healthy%'`,
      )
      return row?.sum === healthy.length
    })
    await until('the poison is out', async () => {
      letters = await readAll(brokers, [deadLetters])
      return letters.length >= poison.length
    })
  })

  it.each(poison.map(([reason, what], n) => ({ reason, what, n })))(
    '$reason: $what goes to the dead letters as it came, with the reason',
    ({ reason, n }) => {
      const message = poison[n]?.[2] as Message
      const [letter, ...others] = letters.filter(({ headers }) => text(headers?.n) === String(n))
      expect(others).toEqual([])
      const sent = message.value === null ? null : Buffer.from(message.value)
      const cutFrom = text(letter?.headers?.dlq_truncated_from_bytes)
      if (cutFrom === undefined) expect(letter?.value).toEqual(sent)
      else {
        expect(cutFrom).toBe(String(sent?.length))
        expect(letter?.value?.equals(sent?.subarray(0, letter.value?.length) as Buffer)).toBe(true)
      }
      expect(text(letter?.headers?.dlq_reason)).toBe(reason)
      expect(text(letter?.headers?.dlq_topic)).toBe(topics.deposits)
      expect(text(letter?.headers?.dlq_service)).toBe(service.name)
      expect(text(letter?.headers?.dlq_offset)).toMatch(/^\d+$/)
      const key = message.key === null || message.key === undefined ? null : Buffer.from(message.key)
      const rawKey = letter?.headers?.dlq_raw_key
      expect(rawKey === undefined ? letter?.key : Buffer.from(String(rawKey), 'base64')).toEqual(key)
    },
  )

  const byReason = async (metric: { get(): Promise<MetricObjectWithValues<MetricValue<string>>> }) => {
    const { values } = await metric.get()
    return Object.fromEntries(
      values.flatMap(({ labels, value }) => (value > 0 ? [[labels.reason, value]] : [])),
    )
  }
  const counted = (reasons: readonly string[]) =>
    Object.fromEntries(Object.entries(Object.groupBy(reasons, r => r)).map(([r, all]) => [r, all?.length]))

  it('are counted in dead_letters_total, by reason, and as errors of the consumer', async () => {
    const { deadLetters, consumerErrors } = running.metrics
    expect(await byReason(deadLetters)).toEqual(counted(poison.map(([reason]) => reason)))
    const { values } = await consumerErrors.get()
    expect(values.find(({ labels }) => labels.kind === 'message')?.value).toBe(poison.length)
  })

  it('are counted in invalid_schema_events only if no one can read them', async () => {
    const unreadable = poison.map(([reason]) => reason).filter(reason => !/^(DECIDE|SAVE)_/.test(reason))
    expect(unreadable.length).toBeLessThan(poison.length)
    expect(await byReason(running.metrics.invalidEvents)).toEqual(counted(unreadable))
  })

  it('count among the messages that were consumed, as the healthy ones do', async () => {
    await until('all are done with', async () => {
      const { values } = await running.metrics.consumed.get()
      const [{ labels, value } = { labels: {}, value: 0 }] = values
      return labels.topic === topics.deposits && value === healthy.length + poison.length
    })
  })

  it('do not hold up the healthy ones beside them, which are applied once each', async () => {
    for (let i = 0; i < 6; i++) expect(await balance(`healthy-${i}`)).toBe(10)
    expect(await balance('poisoned')).toBeUndefined()
    expect(letters).toHaveLength(poison.length)
  })

  it('are not dead-lettered again, nor the others applied again, when all of it is redelivered', async () => {
    await running.stop()
    // The consumer's position is lost; what it has done is not.
    await withAdmin(brokers, admin => admin.deleteGroups([service.name]))
    running = startAccounts({ service, topics, brokers, database })
    await until('all are recognised', async () => {
      const { values } = await running.metrics.duplicates.get()
      return values[0]?.value === healthy.length + poison.length
    })
    const marker = depositMessage({ account: 'after', amount: 1 })
    await produce(brokers, [{ topic: topics.deposits, messages: [marker] }])
    await until('it goes on', async () => (await balance('after')) === 1)
    await until('the outbox is empty', async () => (await database.query('SELECT FROM outbox')).length === 0)
    expect(await readAll(brokers, [deadLetters])).toHaveLength(poison.length)
    for (let i = 0; i < 6; i++) expect(await balance(`healthy-${i}`)).toBe(10)
  })
})

it('a batch that cannot be decoded is one dead letter with its bytes, and what is beside it goes on', async () => {
  const beyondTheLimit = Buffer.alloc(32 * 1024 * 1024)
  const deposit = (account: string) => depositMessage({ account, amount: 1 })
  const send = (...messages: Message[]) => produceCompressed(brokers, topics.deposits, 0, messages)
  await send(deposit('before'))
  const first = await send(deposit('in it'), { ...deposit('in it'), value: beyondTheLimit })
  await send(deposit('behind'))
  await produce(brokers, [{ topic: topics.deposits, messages: [{ ...deposit('beside'), partition: 1 }] }])
  for (const account of ['before', 'behind', 'beside']) {
    await until(`${account} is applied`, async () => (await balance(account)) === 1)
  }
  expect(await balance('in it')).toBeUndefined()
  const letters = await until('its dead letter', async () => {
    const all = await readAll(brokers, [deadLetters])
    const found = all.filter(({ headers }) => text(headers?.dlq_reason) === 'BATCH_UNDECODABLE')
    return found.length > 0 && found
  })
  const [{ key, value, headers } = {}, ...others] = letters
  expect(others).toEqual([])
  expect(key).toBeNull()
  expect(headers).toMatchObject({
    dlq_topic: topics.deposits,
    dlq_partition: '0',
    dlq_batch_first_offset: String(first),
    dlq_offset: String(first + 1),
  })
  expect(value?.readBigInt64BE(0)).toBe(BigInt(first))
  expect(value?.length).toBe(12 + (value?.readInt32BE(8) ?? 0))
})

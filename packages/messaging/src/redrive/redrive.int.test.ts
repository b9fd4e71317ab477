import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTransaction } from '../database/transaction.ts'
import { deadLetter } from '../events/dead-letters.ts'
import { idOf, keepNew } from '../inbox/inbox.ts'
import type { Kafka, Reader } from '../kafka/port.ts'
import {
  type AccountService,
  accountService,
  accountsTable,
  accountTopics,
  depositMessage,
  unlucky,
} from '../testing/accounts.ts'
import { createKafka } from '../testing/clients.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { type RunningAccounts, startAccounts } from '../testing/running-accounts.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, type Message, produce, readAll, text, unique } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { matcher } from './filter.ts'
import { findDeadLetters, pagesOfDeadLetters, readDeadLetterAt } from './find.ts'
import type { DeadLetter, RestoredMessage } from './letter.ts'
import { redrive } from './redrive.ts'
import { countRedriven } from './store.ts'

const brokers = kafkaBrokers()
const topics = accountTopics()
const sound: AccountService = accountService(unique('accounts'), topics)
const services = [{ name: sound.name, topics: [topics.deposits] }]
const deadLetters = `${topics.deposits}.${sound.name}.dlq`

/** What is wrong with the service, until somebody mends it. */
const flaws = { decide: false, schema: false }
const deposited = sound.decide.Deposited as NonNullable<typeof sound.decide.Deposited>
const service: AccountService = {
  ...sound,
  contracts: {
    ...sound.contracts,
    consumed(topic) {
      const contract = sound.contracts.consumed(topic)
      return (
        contract && {
          ...contract,
          validationError: data => (flaws.schema ? 'a bug' : contract.validationError(data)),
        }
      )
    },
  },
  decide: {
    ...sound.decide,
    Deposited(world, input) {
      if (flaws.decide) throw new Error('a bug')
      return deposited(world, input)
    },
  },
}

let database: TestDatabase
let running: RunningAccounts
let kafka: Kafka
let reader: Reader

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
  await createTopics(brokers, { [topics.deposits]: 3, [topics.balances]: 3, [deadLetters]: 3 })
  kafka = createKafka({ clientId: 'redrive', brokers, logger })
  reader = await kafka.reader()
  running = startAccounts({ service, topics, brokers, database })
})
afterAll(async () => {
  await running?.stop()
  await reader?.close()
  await kafka?.close()
  await database?.close()
})

const pool = () => database.newPool()
const send = (...messages: Message[]) => produce(brokers, [{ topic: topics.deposits, messages }])

async function find(account: string): Promise<readonly DeadLetter[]> {
  const matches = ({ record }: DeadLetter) =>
    record.key?.toString('latin1') === account || text(record.headers.tag) === account
  return (await findDeadLetters({ reader, services, matches, limit: 1000 })).letters
}
const deadLettersOf = (account: string, n = 1) =>
  until(`${n} dead letters of ${account}`, async () => {
    const found = await find(account)
    return found.length >= n && found
  })
const only = async (account: string) => (await deadLettersOf(account))[0] as DeadLetter

const balance = async (account: string) => {
  const [row] = await database.query<{ balance: number }>(
    'SELECT balance::integer FROM account WHERE id = $1',
    [account],
  )
  return row?.balance
}
/** The account's balance once all that was sent to it before is handled: a deposit of 1 behind it is. */
async function settled(account: string): Promise<number> {
  await until('the outbox is empty', async () => (await database.query('SELECT FROM outbox')).length === 0)
  const { headers, ...fence } = depositMessage({ account, amount: 1 })
  await send({ headers, ...fence })
  await until('what lies behind is applied', async () => {
    const applied = await database.query('SELECT FROM inbox WHERE event_id = $1', [headers.ce_id])
    return applied.length > 0
  })
  return ((await balance(account)) ?? 0) - 1
}
const redrives = () =>
  database.query('SELECT * FROM redrives ORDER BY dead_letter_partition, dead_letter_offset')

async function failing(flaw: keyof typeof flaws, ...messages: Message[]) {
  flaws[flaw] = true
  await send(...messages)
  const found = await deadLettersOf(String(messages[0]?.key), messages.length)
  flaws[flaw] = false
  return found
}

describe('a dead letter that is sent back', () => {
  it('once its cause is mended is applied, once, and it is recorded who did it', async () => {
    const message = depositMessage({ account: 'mended', amount: 5 })
    const [letter] = (await failing('decide', message)) as [DeadLetter]
    expect(letter).toMatchObject({ reason: 'DECIDE_FAILED', type: 'Deposited', redriveCount: 0 })

    expect(await redrive(pool(), [letter], { by: 'ada' })).toEqual([
      { id: letter.id, status: 'redriven', target: topics.deposits, count: 1 },
    ])
    await until('it is applied', async () => (await balance('mended')) === 5)
    expect(await redrives()).toMatchObject([
      {
        dead_letter_topic: deadLetters,
        dead_letter_partition: letter.position.partition,
        dead_letter_offset: String(letter.position.offset),
        dead_lettered_at: new Date(letter.at),
        reason: 'DECIDE_FAILED',
        event_id: message.headers.ce_id,
        target_topic: topics.deposits,
        count: 1,
        redriven_by: 'ada',
        redriven_at: expect.any(Date),
      },
    ])
  })

  it('goes back once, whoever asks for it, together or later', async () => {
    const [letter] = (await failing('decide', depositMessage({ account: 'crowd', amount: 5 }))) as [
      DeadLetter,
    ]
    const asked = await Promise.all(
      ['ada', 'ben', 'cleo', 'dan'].map(by => redrive(pool(), [letter, letter], { by })),
    )
    const statuses = asked.flat().map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([...Array(7).fill('already'), 'redriven'])
    const [late] = await redrive(pool(), [letter], { by: 'eve' })
    expect(late).toMatchObject({
      status: 'already',
      detail: expect.stringMatching(/^(ada|ben|cleo|dan) sent it back at 2/),
    })
    expect(await settled('crowd')).toBe(5)
  })

  it('has one effect even if it lies in the dead letters twice, and the original comes again', async () => {
    const message = depositMessage({ account: 'twins', amount: 5 })
    const [letter] = (await failing('decide', message)) as [DeadLetter]
    // The relay may send a row twice: this is what nothing but the inbox can make one effect of.
    const { key, value, headers } = letter.record
    const copy = { key, value, headers: { ...headers } } as Message
    await produce(brokers, [{ topic: deadLetters, messages: [copy] }])
    const both = await deadLettersOf('twins', 2)
    const results = await redrive(pool(), both, { by: 'ada' })
    expect(results.map(({ status }) => status)).toEqual(['redriven', 'redriven'])
    // So may the original be delivered again: an older offset, or its producer in doubt.
    await send(message)
    expect(await settled('twins')).toBe(5)
  })

  it('that fails again is a dead letter again, with the count, and goes back from there', async () => {
    const message = depositMessage({ account: 'stubborn', amount: 5 })
    const [first] = (await failing('decide', message)) as [DeadLetter]
    flaws.decide = true
    await redrive(pool(), [first], { by: 'ada' })
    const second = (await deadLettersOf('stubborn', 2)).find(({ id }) => id !== first.id) as DeadLetter
    flaws.decide = false
    expect(second).toMatchObject({ redriveCount: 1, reason: 'DECIDE_FAILED', eventId: message.headers.ce_id })

    expect(await redrive(pool(), [first, second], { by: 'ada' })).toMatchObject([
      { status: 'already', count: 1 },
      { status: 'redriven', count: 2 },
    ])
    expect(await settled('stubborn')).toBe(5)
  })

  it('of an event that was published twice and could not be read is applied once', async () => {
    const message = depositMessage({ account: 'unread', amount: 5 })
    const both = await failing('schema', message, message)
    expect(both.map(({ reason }) => reason)).toEqual(['SCHEMA_INVALID', 'SCHEMA_INVALID'])
    const results = await redrive(pool(), both, { by: 'ada' })
    expect(results.map(({ status }) => status)).toEqual(['redriven', 'redriven'])
    expect(await settled('unread')).toBe(5)
  })

  it('days after it failed is remembered from then on, also when the inbox has forgotten its day', async () => {
    const day = 86_400_000
    const at = (days: number) => Date.now() - days * day
    const partitionOf = (id: string) =>
      database.query('SELECT tableoid::regclass::text AS name FROM inbox WHERE event_id = $1', [id])
    const nameOf = (time: number) => `inbox_${new Date(time).toISOString().slice(0, 10).replaceAll('-', '')}`
    const [decided, failed] = [at(21), at(20)]
    for (const time of [decided, failed]) {
      const midnight = new Date(time).setUTCHours(0, 0, 0, 0)
      const [first, next] = await database.query<{ id: string }>(
        'SELECT inbox_first_id(to_timestamp(ms / 1000.0)) AS id FROM unnest($1::float8[]) AS ms ORDER BY ms',
        [[midnight, midnight + day]],
      )
      await database.query(
        `CREATE TABLE ${nameOf(time)} PARTITION OF inbox FOR VALUES FROM ('${first?.id}') TO ('${next?.id}')`,
      )
    }
    const id = idOf('old', decided)
    const message = depositMessage({ account: 'old', amount: 5 }, id)
    await inTransaction(pool(), tx => keepNew(tx, service.name, [id]))
    await database.query("UPDATE inbox_late SET seen = seen - interval '20 days'")
    const record = {
      topic: topics.deposits,
      partition: 0,
      offset: '0',
      timestamp: '',
      headers: message.headers,
    }
    const content = { key: Buffer.from(message.key), value: Buffer.from(message.value) }
    const poison = { code: 'DECIDE_FAILED', detail: 'a bug' }
    const letter = deadLetter(
      { ...record, ...content },
      service.name,
      poison,
      new Date(failed).toISOString(),
      id,
    )
    const lie = async (n: number) => {
      await produce(brokers, [{ topic: deadLetters, messages: [letter] }])
      return (await deadLettersOf('old', n)).at(-1) as DeadLetter
    }

    await redrive(pool(), [await lie(1)], { by: 'ada' })
    expect(await settled('old')).toBe(5)
    expect(await database.query('SELECT inbox_maintain(14) AS dropped')).toEqual([
      { dropped: [nameOf(decided)] },
    ])
    const { headers } = (await only('old')).restored as RestoredMessage
    expect(await partitionOf(String(headers.redrive_id))).toEqual([{ name: nameOf(failed) }])
    expect(await redrive(pool(), [await lie(2)], { by: 'ada' })).toMatchObject([{ status: 'redriven' }])
    expect(await settled('old')).toBe(6)
  })

  it('is of no concern to the other services that read the topic', async () => {
    const other = { ...sound, name: unique('other') }
    const otherDatabase = await createDatabase(await adminUrl(), accountsTable)
    await createTopics(brokers, { [`${topics.deposits}.${other.name}.dlq`]: 3 })
    const others = startAccounts({ service: other, topics, brokers, database: otherDatabase })
    try {
      const [letter] = (await failing('decide', depositMessage({ account: 'shared', amount: 5 }))) as [
        DeadLetter,
      ]
      await redrive(pool(), [letter], { by: 'ada' })
      expect(await settled('shared')).toBe(5)
      await until('the other one has read on', async () => {
        const [row] = await otherDatabase.query(`SELECT balance::integer FROM account WHERE id = 'shared'`)
        return row?.balance === 6
      })
    } finally {
      await others.stop()
      await otherDatabase.close()
    }
  })
})

describe('what goes back', () => {
  const binary = Buffer.from([0xff, 0x00, 0xfe])
  it.each<[string, Message]>([
    ['text', { key: 'k', value: 'no json', headers: { tag: 'text', umlaut: 'für' } }],
    ['bytes', { key: binary, value: binary, headers: { tag: 'bytes', binary, nul: 'a\0b' } }],
    [
      'a repeated header',
      { key: 'k', value: '', headers: { tag: 'repeated', twice: ['x', Buffer.from('y')] } },
    ],
    [
      'our own names',
      {
        key: 'k',
        value: 'v',
        headers: {
          tag: 'names',
          dlq_reason: 'MINE',
          'x-original-topic': 'mine',
          redrive_count: ['1', '2'],
          redrive_id: binary,
        },
      },
    ],
    [
      'headers without a value',
      {
        key: 'k',
        value: 'v',
        headers: { tag: 'empty-headers', none: null, some: ['a', null, binary] } as never,
      },
    ],
    [
      'a name that objects are careful with',
      {
        key: 'k',
        value: 'v',
        headers: JSON.parse('{"tag":"proto","__proto__":["a","b"],"constructor":"c"}'),
      },
    ],
    ['nothing', { key: null, value: null, headers: { tag: 'nothing' } }],
    ['an empty key', { key: '', value: 'v', headers: { tag: 'empty' } }],
  ])('is the message as it came, to the byte: %s', async (_, message) => {
    const tag = String(message.headers?.tag)
    await send(message)
    const letter = await only(tag)
    expect(letter.reason).toBe('HEADER_MISSING')
    await redrive(pool(), [letter], { by: 'ada' })
    await deadLettersOf(tag, 2)

    const seen = (await readAll(brokers, [topics.deposits])).filter(
      ({ headers }) => text(headers?.tag) === tag,
    )
    expect(seen).toHaveLength(2)
    const wasBack = ({ headers }: (typeof seen)[0]) => text(headers?.redrive_for) === service.name
    const [original, back] = seen.toSorted((a, b) => Number(wasBack(a)) - Number(wasBack(b))) as [
      (typeof seen)[0],
      (typeof seen)[0],
    ]
    expect(back.key).toEqual(original.key)
    expect(back.value).toEqual(original.value)
    expect(text(back.headers?.redrive_count)).toBe('1')
    expect(text(back.headers?.redrive_for)).toBe(service.name)
    expect(withoutRedrive(back.headers)).toEqual(withoutRedrive(original.headers))
  })
  const withoutRedrive = (headers: Message['headers'] = {}) =>
    Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => !name.startsWith('redrive_'))
        .map(([name, value]) => [name, [value].flat().map(part => part && Buffer.from(part as string))]),
    )

  it('is nothing with a dry run', async () => {
    const [letter] = (await failing('decide', depositMessage({ account: 'dry', amount: 5 }))) as [DeadLetter]
    const before = await redrives()
    expect(await redrive(pool(), [letter], { by: 'ada', dryRun: true })).toMatchObject([
      { status: 'redriven' },
    ])
    expect(await redrives()).toEqual(before)
    expect(await settled('dry')).toBe(0)
  })

  it('is nothing if something is missing: what is cut is refused with a sentence', async () => {
    const tag = unique('cut')
    await send(
      { key: tag, value: 'x'.repeat(905_000) },
      { key: tag, value: '{}', headers: { tag, long: 'x'.repeat(101_000) } },
    )
    const letters = (await deadLettersOf(tag, 2)).toSorted((a, b) =>
      Number(a.position.offset - b.position.offset),
    )
    expect(await redrive(pool(), letters, { by: 'ada' })).toMatchObject([
      {
        status: 'refused',
        detail: expect.stringMatching(/^It is cut: only \d+ of its 905000 bytes were kept\./),
      },
      {
        status: 'refused',
        detail: 'It is cut: 1 of its headers were not kept. Have its producer send it again.',
      },
    ])
    const rows = await redrives()
    expect(
      rows.filter(row =>
        letters.some(
          ({ position }) =>
            row.dead_letter_offset === String(position.offset) &&
            row.dead_letter_partition === position.partition,
        ),
      ),
    ).toEqual([])
  })

  it('is nothing that somebody else wrote to the dead-letter topic', async () => {
    const tag = unique('forged')
    const headers = { tag, dlq_topic: topics.balances, dlq_service: service.name, dlq_reason: 'X' }
    await produce(brokers, [{ topic: deadLetters, messages: [{ key: 'k', value: '{}', headers }] }])
    const [result] = await redrive(pool(), [await only(tag)], { by: 'ada' })
    expect(result).toMatchObject({
      status: 'refused',
      detail: expect.stringContaining('no dead letter that'),
    })
  })

  it('is recorded for good: nobody changes or deletes it', async () => {
    await expect(database.query('DELETE FROM redrives')).rejects.toThrow('it records who sent what back')
  })
})

describe('finding', () => {
  it('goes page by page, and only to the end that was there when it began', async () => {
    const account = unique('pages')
    const messages = Array.from({ length: 7 }, () => depositMessage({ account, amount: unlucky }))
    await send(...messages)
    await deadLettersOf(account, 7)
    const options = {
      reader,
      services,
      matches: matcher({ key: account, reason: 'DECIDE_FAILED' }, new Date()),
      limit: 3,
    }
    const first = await findDeadLetters(options)
    expect(first.letters).toHaveLength(3)
    const second = await findDeadLetters({ ...options, after: first.next })
    const third = await findDeadLetters({ ...options, after: second.next })
    const ids = [first, second, third].flatMap(({ letters }) => letters.map(({ eventId }) => eventId))
    expect(ids).toEqual(messages.map(({ headers }) => headers.ce_id))
    expect(third.next).toBeUndefined()
    expect(await readDeadLetterAt(reader, services, (first.letters[1] as DeadLetter).position)).toEqual(
      first.letters[1],
    )

    // Each page goes back and fails again, and none of those is found: this ends.
    let pages = 0
    for await (const { letters } of pagesOfDeadLetters(options)) {
      await redrive(pool(), letters, { by: 'ada' })
      await deadLettersOf(account, 7 + letters.length)
      pages++
    }
    expect(pages).toBe(3)
  })

  it('looks at no more records than it may', async () => {
    const { letters, next } = await findDeadLetters({
      reader,
      services,
      matches: () => false,
      limit: 10,
      scanLimit: 2,
    })
    expect(letters).toEqual([])
    expect(next).toBeDefined()
  })

  it('of a place where nothing lies finds nothing', async () => {
    expect(
      await readDeadLetterAt(reader, services, { topic: deadLetters, partition: 0, offset: 10n ** 9n }),
    ).toBeUndefined()
    expect(
      await readDeadLetterAt(reader, services, { topic: topics.deposits, partition: 0, offset: 0n }),
    ).toBeUndefined()
  })
})

describe('counting what was sent back', () => {
  const at = (topic: string, partition: number, start: number, end: number) => {
    return { topic, partition, start, end, depth: end - start }
  }

  it('counts what still lies there: not what the broker has deleted, nor a place twice', async () => {
    const [one, other] = [unique('one'), unique('other')]
    const rows = [
      [one, 0, 3, '2026-01-15'],
      [one, 0, 4, '2026-01-15'],
      [one, 1, 4, '2026-01-15'],
      [one, 2, 4, '2026-01-15'],
      // The topic was made anew, and a dead letter of the same place was sent back again.
      [one, 0, 4, '2026-01-16'],
      [other, 0, 9, '2026-01-15'],
    ]
    for (const row of rows) {
      await database.query(
        `INSERT INTO redrives (dead_letter_topic, dead_letter_partition, dead_letter_offset, dead_lettered_at, reason,
           target_topic, count, redriven_by) VALUES ($1, $2, $3, $4, 'DECIDE_FAILED', 't', 1, 'ada')`,
        row,
      )
    }
    const count = async (...partitions: Parameters<typeof at>[]) =>
      Object.fromEntries(
        await countRedriven(
          pool(),
          partitions.map(place => at(...place)),
        ),
      )
    expect(await count([one, 0, 0, 10], [one, 1, 0, 10], [other, 0, 0, 10])).toEqual({ [one]: 3, [other]: 1 })
    expect(await count([one, 0, 4, 10], [one, 1, 5, 10], [other, 0, 0, 9])).toEqual({ [one]: 1 })
    expect(await count([one, 0, 5, 5], [one, 3, 0, 10])).toEqual({})
  })

  it('finds as many as were redriven above', async () => {
    const depths = await kafka.depths([deadLetters])
    const redriven = await redrives()
    const here = redriven.filter(row => row.dead_letter_topic === deadLetters).length
    expect(await countRedriven(pool(), depths)).toEqual(new Map([[deadLetters, here]]))
    expect(here).toBeGreaterThan(0)
  })
})

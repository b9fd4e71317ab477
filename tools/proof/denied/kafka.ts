import { topics } from '@orderflow/events'
import { deadLetterTopic } from '@orderflow/messaging/events'
import { createKafka, type Kafka, type Reader } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { accountOf, addressOf, type KafkaAccount } from '../../dev/lib/kafka-access.ts'
import { accessOf } from '../../dev/lib/service-access.ts'
import { type ServiceFacts, services } from '../../dev/lib/services.ts'
import type { Attempt, SystemUnderTest } from './attempt.ts'

const logger = createLogger({ service: 'denied', level: 'silent' })
const deadLetters = services.flatMap(({ name, topics }) => topics.map(topic => deadLetterTopic(topic, name)))
const everyTopic = [...topics().map(({ topic }) => topic), ...deadLetters]

/** Each service's user: on every topic, group and the cluster; and who is no user. */
export async function kafka(system: SystemUnderTest): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = []
  for (const service of services) attempts.push(...(await ofService(service, system)))
  return [...attempts, ...(await strangers(system))]
}

async function ofService(facts: ServiceFacts, { endpoints }: SystemUnderTest): Promise<Attempt[]> {
  const { name: who, topics: reads } = facts
  const { publishes } = accessOf(facts, services)
  const own = reads.map(topic => deadLetterTopic(topic, who))
  const readable = new Set([...reads, ...own])
  const writable = new Set([...readable, ...publishes])
  const client = clientOf(endpoints.kafka, endpoints.kafkaSecurity && accountOf(endpoints.kafkaSecurity, who))
  const reader = await client.reader()
  const refused: readonly (readonly [what: string, work: () => Promise<unknown>])[] = [
    ...everyTopic
      .filter(topic => !writable.has(topic))
      .map(topic => [`write ${topic}`, () => write(client, topic)] as const),
    ...everyTopic
      .filter(topic => !readable.has(topic))
      .map(topic => [`read ${topic}`, () => read(reader, topic)] as const),
    // Reporting shows how far all are.
    ...services
      .filter(({ name }) => name !== who && who !== 'reporting')
      .map(({ name, topics }) => [`see the group ${name}`, () => client.lag(name, topics)] as const),
    ['create a topic', () => client.createTopics([{ topic: `${who}.mine.v1`, partitions: 1, config: {} }])],
    ['change its rules', () => client.setAccess(who, [])],
    ['give itself a user', () => client.putUser('mine', 'mine')],
    ['send more than it may', () => client.throttle(who, 1e9)],
  ]
  const needed: readonly (readonly [what: string, work: () => Promise<unknown>])[] = [
    ...own.map(topic => [`write ${topic}`, () => write(client, topic)] as const),
    ...own.map(topic => [`read ${topic}`, () => read(reader, topic)] as const),
    ['see its own group', () => client.lag(who, reads)],
  ]
  try {
    return [...(await all(who, 'denied', refused)), ...(await all(who, 'allowed', needed))]
  } finally {
    await reader.close()
    await client.close()
  }
}

/** Who has no password, another, or one of another service. */
async function strangers({ endpoints }: SystemUnderTest): Promise<Attempt[]> {
  const { kafka: brokers, kafkaSecurity: admin } = endpoints
  const order = admin && accountOf(admin, 'order')
  const asked = ['order.created.v1']
  const connecting = (account: KafkaAccount | undefined) => async () => {
    const client = clientOf(brokers, account)
    await client.topicConfigs(asked, []).finally(() => client.close())
  }
  const withoutTls = async () => {
    await connecting(undefined)().catch(error => {
      throw noTls.test(String(error)) ? new Hidden() : error
    })
  }
  return [
    ...(await all('a stranger', 'denied', [
      ['connect without TLS and an account', withoutTls],
      ['connect as nobody that is known', connecting(order && { ...order, username: 'nobody' })],
      [
        'connect as payment, with the password of order',
        connecting(order && { ...order, username: 'payment' }),
      ],
      [
        'connect as the administrator, with the password of order',
        connecting(order && { ...order, username: 'admin', mechanism: 'plain' }),
      ],
    ])),
    ...(await all('the administrator', 'allowed', [['connect', connecting(admin)]])),
  ]
}

const clientOf = (brokers: readonly string[], account: KafkaAccount | undefined) =>
  createKafka({ clientId: 'denied', ...addressOf(brokers, account), logger })

async function write(client: Kafka, topic: string): Promise<void> {
  const producer = await client.producer()
  const record = { topic, partition: 0, key: 'denied', value: Buffer.from('{}'), headers: {} }
  await producer.send([record]).finally(() => producer.close())
}

/** Reads one record; a topic that is not shown to the client is refused. */
async function read(reader: Reader, topic: string): Promise<void> {
  const [range] = await reader.ranges([topic])
  if (range === undefined) throw new Hidden()
  for await (const _ of reader.read({ ...range, from: 0n, to: 1n })) return
}

/** What the broker does not even show, or closes without a word. */
class Hidden extends Error {}

async function all(
  who: string,
  expected: Attempt['expected'],
  tried: readonly (readonly [what: string, work: () => Promise<unknown>])[],
): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  for (const [what, work] of tried) attempts.push({ who, what, expected, got: await outcome(work) })
  return attempts
}

const refusals = /AUTHORIZATION_FAILED|KAFKA_ACCESS_DENIED|authoriz/i
/** A broker that expects TLS closes the connection of whoever does not begin it. */
const noTls = /Closed connection|timed out|no answer|socket|ECONNRESET/i

async function outcome(work: () => Promise<unknown>): Promise<Attempt['got']> {
  try {
    await work()
    return 'allowed'
  } catch (error) {
    const { code = '', type = '', message = '' } = error as { code?: string; type?: string; message?: string }
    const denied = error instanceof Hidden || refusals.test(`${code} ${type} ${message}`)
    return denied ? 'denied' : `failed: ${message}`
  }
}

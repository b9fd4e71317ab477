// What the system of `docker compose` has to refuse, tried from within order's container with order's own accounts, and of each
// what it has to allow; `.ci/smoke` says how. Ends with 1 if an answer is another one.
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { createKafka } from '@orderflow/messaging/kafka'
import pg from 'pg'
import { pino } from 'pino'

const { KAFKA_BROKERS, KAFKA_CA_FILE, KAFKA_USERNAME, KAFKA_PASSWORD_FILE, DATABASE_URL_FILE } = process.env
const brokers = KAFKA_BROKERS.split(',')
const [ca, password, database] = [KAFKA_CA_FILE, KAFKA_PASSWORD_FILE, DATABASE_URL_FILE].map(file =>
  readFileSync(file, 'utf8'),
)
const [another] = rootCertificates // any authority that did not sign here
const order = { ca, username: KAFKA_USERNAME, password }
const plain = database.replace(/\?.*/, '')
const logger = pino({ level: 'silent' })

const kafka = (security, work) => async () => {
  const client = createKafka({ clientId: 'refused', brokers, security, logger })
  await work(client).finally(() => client.close())
}
const read = topic => async client => {
  const reader = await client.reader()
  try {
    const ranges = await reader.ranges([topic])
    if (ranges.length === 0) throw new Error(`${topic} is not shown to it`)
    // A few orders leave some partitions empty.
    const range = ranges.find(({ from, to }) => from < to)
    if (range === undefined) throw new Error(`${topic} holds nothing yet`)
    for await (const _ of reader.read(range)) break
  } finally {
    await reader.close()
  }
}
const connect = (url, ssl) => async () => {
  const client = new pg.Client({ connectionString: url, ...(ssl && { ssl }) })
  await client.connect()
  await client.end()
}

const configs = client => client.topicConfigs(['stock.reserved.v1'], [])
/** Why it is refused; nothing for what is allowed. */
const tried = [
  ['Kafka: order reads what it consumes', undefined, kafka(order, read('stock.reserved.v1'))],
  ['Kafka: order reads a foreign topic', /not shown/, kafka(order, read('stock.reserved.v1.payment.dlq'))],
  ['Kafka: order makes a user', /CLUSTER_AUTH/, kafka(order, client => client.putUser('mine', 'mine'))],
  ['Kafka: another password', /SASL_AUTH/, kafka({ ...order, password: 'another' }, configs)],
  ['Kafka: verified by another authority', /certificate/, kafka({ ...order, ca: another }, configs)],
  ['Kafka: without TLS', /Closed connection/, kafka(undefined, configs)],
  ['PostgreSQL: order in its own database', undefined, connect(database)],
  ['PostgreSQL: order in a foreign one', /denied/, connect(database.replace('/orders?', '/payments?'))],
  ['PostgreSQL: verified by another authority', /certificate/, connect(plain, { ca: another })],
  ['PostgreSQL: without TLS', /no encryption/, connect(plain)],
]

for (const [what, expected, work] of tried) {
  const reason = await work().then(
    () => undefined,
    error => error.message,
  )
  console.log(`${what}: ${reason === undefined ? 'allowed' : `refused (${reason})`}`)
  const isRight = expected === undefined ? reason === undefined : expected.test(reason ?? '')
  if (!isRight) process.exitCode = 1
}

/**
 * What an acknowledgement of kafkajs is worth when brokers die: the same kills of partition leaders, on a
 * real cluster of three brokers (replication 3, min.insync 2, acks −1), for several ways to use it.
 *
 *   node tools/proof/bench/microbenchmarks/acknowledgements.ts [--kills 5] [--only relay]
 *
 * Missing: acknowledged to the application, and not on the topic afterwards.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '@orderflow/embedded'
import kafkajs, { type ProducerConfig } from 'kafkajs'
import { createKafka } from '../../../../packages/messaging/src/kafka/kafkajs/kafkajs.ts'
import { startRelay } from '../../../../packages/messaging/src/relay/relay.ts'
import {
  startThreeBrokers,
  type ThreeBrokers,
} from '../../../../packages/messaging/src/testing/broker-kills.ts'
import { createDatabase } from '../../../../packages/messaging/src/testing/database.ts'
import { judge, type Verdict, writeStream } from '../../../../packages/messaging/src/testing/outbox-stream.ts'
import { logger, newMetrics } from '../../../../packages/messaging/src/testing/telemetry.ts'
import { readAll } from '../../../../packages/messaging/src/testing/topics.ts'
import { until } from '../../../../packages/messaging/src/testing/until.ts'

/** Publishes until `over` says so; resolves with the ids that it takes for stored. */
type Publish = (cluster: ThreeBrokers, over: () => boolean) => Promise<Set<string>>

const variants: Record<string, { how: string; publish: Publish }> = {
  tutorial: {
    how: 'as in tutorials: await send and trust it, 4 sends at a time, idempotent off',
    publish: (cluster, over) => sendAndTrust(cluster, over, { idempotent: false }, 4),
  },
  single: {
    how: 'the same, one send at a time',
    publish: (cluster, over) => sendAndTrust(cluster, over, { idempotent: false }, 1),
  },
  idempotent: {
    how: 'the same, 4 sends at a time, idempotent on',
    publish: (cluster, over) => sendAndTrust(cluster, over, { idempotent: true, maxInFlightRequests: 4 }, 4),
  },
  relay: { how: 'this package: outbox, relay, acknowledgement per partition', publish: relayOutbox },
}

const messagesPerSend = 100

/** A send that is rejected is given up and not counted: only what was acknowledged has to be there. */
async function sendAndTrust(
  { brokers, topics }: ThreeBrokers,
  over: () => boolean,
  settings: ProducerConfig,
  atATime: number,
): Promise<Set<string>> {
  const kafka = new kafkajs.Kafka({
    clientId: 'comparison',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
  })
  const producer = kafka.producer({
    ...settings,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  })
  const acknowledged = new Set<string>()
  let next = 0
  async function publish() {
    while (!over()) {
      const ids = Array.from({ length: messagesPerSend }, () => String(next++))
      const topicMessages = topics.map((topic, t) => ({
        topic,
        messages: ids
          .filter(id => Number(id) % topics.length === t)
          .map(id => ({ key: `key-${Number(id) % 60}`, value: id })),
      }))
      try {
        await producer.sendBatch({ topicMessages })
        for (const id of ids) acknowledged.add(id)
      } catch {
        // Told that it failed: the application knows.
      }
    }
  }
  await producer.connect()
  await Promise.all(Array.from({ length: atATime }, publish))
  await producer.disconnect()
  return acknowledged
}

async function relayOutbox({ brokers, topics }: ThreeBrokers, over: () => boolean): Promise<Set<string>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'messaging-comparison-'))
  const postgres = await startPostgres({ dataDir })
  const database = await createDatabase(postgres.url('postgres'))
  const kafka = createKafka({ clientId: 'comparison', brokers, logger })
  const metrics = newMetrics()
  const relay = startRelay({
    databaseUrl: database.url,
    service: 'comparison',
    kafka,
    logger,
    metrics,
    batchMax: 500,
  })
  const written = await writeStream(database.newPool(), topics, 0, over, relay.wake)
  const unsent = () => database.query('SELECT FROM outbox LIMIT 1')
  await until('the outbox is empty', async () => (await unsent()).length === 0, 120_000)
  await relay.stop()
  await kafka.close()
  await database.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
  return new Set(written.map(({ id }) => id))
}

async function measure(publish: Publish, kills: number): Promise<Verdict> {
  const cluster = await startThreeBrokers()
  if (typeof cluster === 'string') throw new Error(`No cluster of three brokers: ${cluster}`)
  try {
    let over = false
    const storm = cluster
      .kill(kills, line => console.error(`  ${line}`))
      .finally(() => {
        over = true
      })
    const [acknowledged] = await Promise.all([publish(cluster, () => over), storm])
    return judge(acknowledged, await readAll(cluster.brokers, cluster.topics))
  } finally {
    await cluster.stop()
  }
}

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
})
const chosen = values.only ?? Object.keys(variants)
const unknown = chosen.filter(name => !(name in variants))
if (unknown.length > 0) throw new Error(`No such way: ${unknown}. There are ${Object.keys(variants)}.`)

const rows: string[] = []
for (const name of chosen) {
  const { how, publish } = variants[name] as (typeof variants)[string]
  console.error(how)
  const { acknowledged, missing, duplicated } = await measure(publish, Number(values.kills))
  rows.push(`| ${how} | ${acknowledged} | ${missing} | ${duplicated} |`)
  console.error(`  ${acknowledged} acknowledged, ${missing} missing, ${duplicated} duplicated`)
}
console.log(
  [
    '| how kafkajs was used | acknowledged | missing | duplicated |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n'),
)

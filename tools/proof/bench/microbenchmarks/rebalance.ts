/**
 * What a rebalance costs in Kafka's two group protocols: the classic one, and that of KIP-848, in which the broker deals out
 * partitions. `@platformatic/kafka` as it is, which has both; not the adapter, whose members deal out slots (ADR 66).
 *
 *   node tools/proof/bench/microbenchmarks/rebalance.ts [--rounds 4] [--heartbeat 1000]
 *
 * Twelve partitions get a record each every 20 ms. A second member comes, and goes some 15 s later, at any moment between two
 * heartbeats. Milliseconds.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startKafka } from '@orderflow/embedded'
import { loadClient } from '../../../../packages/messaging/src/kafka/platformatic/client.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '4' }, heartbeat: { type: 'string', default: '5000' } },
})
const partitions = 12
const everyMs = 20
const rest = () => pause(12_000 + Math.random() * Number(values.heartbeat))
const protocols = ['classic', 'consumer'] as const
type Protocol = (typeof protocols)[number]

const { Admin, Consumer, Producer, stringDeserializers, stringSerializers } = loadClient()
const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-rebalance-'))
const kafka = await startKafka({
  dataDir,
  cacheDir: fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url)),
  serverProperties: {
    'group.consumer.min.heartbeat.interval.ms': values.heartbeat,
    'group.consumer.heartbeat.interval.ms': values.heartbeat,
  },
})
const of = { clientId: 'rebalance', bootstrapBrokers: kafka.bootstrap }

interface Arrival {
  readonly by: string
  readonly partition: number
  readonly id: string
  readonly waited: number
}

/** A member that hands on what it reads, and commits once a second. */
async function joinGroup(by: string, groupId: string, topic: string, protocol: Protocol) {
  const arrivals: Arrival[] = []
  const heartbeatInterval = Number(values.heartbeat)
  const consumer = new Consumer({
    ...{ ...of, groupId, maxWaitTime: 100, deserializers: stringDeserializers },
    ...(protocol === 'consumer'
      ? { groupProtocol: protocol }
      : { groupProtocol: protocol, heartbeatInterval }),
  })
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'latest',
    autocommit: 1_000,
  })
  stream.on('data', ({ partition, value }) => {
    const [id = '', at] = value.split(' ')
    arrivals.push({ by, partition, id, waited: Date.now() - Number(at) })
  })
  return { arrivals, leave: () => consumer.close(true) }
}

async function round(protocol: Protocol, topic: string) {
  const producer = new Producer({ ...of, serializers: stringSerializers })
  let next = 0
  const sending = setInterval(() => {
    const messages = Array.from({ length: partitions }, (_, partition) => ({
      ...{ topic, partition },
      value: `${next++} ${Date.now()}`,
    }))
    producer.send({ messages }).catch(error => console.error(`not sent: ${error.message}`))
  }, everyMs)
  const first = await joinGroup('first', topic, topic, protocol)
  await rest()
  const before = first.arrivals.length
  const cameAt = performance.now()
  const second = await joinGroup('second', topic, topic, protocol)
  while (second.arrivals.length === 0) await pause(5)
  const untilFirst = performance.now() - cameAt
  await rest()
  const moved = new Set(second.arrivals.map(({ partition }) => partition))
  const coming = [...first.arrivals.slice(before), ...second.arrivals]
  const readBefore = first.arrivals.length
  await second.leave()
  await rest()
  const going = first.arrivals.slice(readBefore)
  clearInterval(sending)
  await first.leave()
  await producer.close()
  const longest = (of: readonly Arrival[], isMoved: boolean) =>
    Math.max(0, ...of.filter(({ partition }) => moved.has(partition) === isMoved).map(({ waited }) => waited))
  const read = coming.map(({ id }) => id)
  return {
    'it comes: until its first record': Math.round(untilFirst),
    'longest wait of a record that moves': longest(coming, true),
    'and of one that stays': longest(coming, false),
    'it goes: longest wait of a record that moves': longest(going, true),
    'and of one that stays ': longest(going, false),
    'read twice': read.length - new Set(read).size,
    'partitions that moved': moved.size,
  }
}

try {
  const admin = new Admin(of)
  const rows: Record<string, Record<Protocol, number[]>> = {}
  for (let i = 0; i < Number(values.rounds); i++) {
    for (const protocol of protocols) {
      const topic = `rebalance-${i}-${protocol}`
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
      const figures = await round(protocol, topic)
      for (const [name, figure] of Object.entries(figures)) {
        rows[name] ??= { classic: [], consumer: [] }
        rows[name][protocol].push(figure)
      }
    }
  }
  await admin.close()
  for (const [name, of] of Object.entries(rows))
    console.log(name.padEnd(46), protocols.map(each => `${each} ${of[each].join(', ')}`).join('   '))
} finally {
  await kafka.stop()
  await rm(dataDir, { recursive: true, force: true })
}

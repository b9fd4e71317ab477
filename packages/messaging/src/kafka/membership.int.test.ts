import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { EmbeddedError, type KafkaCluster, type KafkaNode, startKafka } from '@orderflow/embedded'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { killAndWait } from '../testing/broker-kills.ts'
import { clientsUnderTest, createKafka } from '../testing/clients.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, produce, text, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'

const cacheDir = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))
let dataDir: string
let cluster: KafkaCluster | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orderflow-membership-'))
  cluster = await startKafka({ dataDir, cacheDir }).catch(error => {
    if (error instanceof EmbeddedError && error.code === 'JAVA_MISSING') return undefined
    throw error
  })
})
afterAll(async () => {
  await cluster?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

it('goes on as the member that it was after the broker was away, and so waits for no session to end', async ({
  skip,
}) => {
  if (cluster === undefined) return skip('needs Java, to kill a broker of its own')
  const { bootstrap: brokers, nodes } = cluster
  const [node] = nodes as [KafkaNode]
  await createTopics(brokers, { away: 2 })
  const send = (value: string) =>
    produce(brokers, [{ topic: 'away', messages: [0, 1].map(partition => ({ partition, value })) }])
  const consumers = clientsUnderTest.map(client => {
    const kafka = createKafka({ client, clientId: client, brokers, logger })
    const read: (string | null | undefined)[] = []
    const rebuilds: string[] = []
    const consumer = kafka.consume({
      groupId: client,
      topics: ['away'],
      chunkSize: 10,
      async onRecords(records) {
        read.push(...records.map(({ value }) => text(value)))
        return true
      },
      onRebuild: reason => rebuilds.push(reason),
    })
    const members = async () => {
      const { groups } = await withAdmin(brokers, admin => admin.describeGroups([client]))
      return groups.flatMap(group => group.members.map(({ memberId }) => memberId))
    }
    return { kafka, consumer, read, rebuilds, members }
  })
  const allRead = (value: string) =>
    until(`${value} is read by all`, () =>
      consumers.every(({ read }) => read.filter(each => each === value).length >= 2),
    )
  try {
    const all = () => Promise.all(consumers.map(({ members }) => members()))
    // On a busy machine the session, 6 s from when the broker is back, may be over before they have asked.
    const tries: boolean[] = []
    while (tries.length < 3 && !tries.includes(true)) {
      const n = tries.length
      await send(`before ${n}`)
      await allRead(`before ${n}`)
      const before = await all()
      for (const { rebuilds } of consumers) rebuilds.length = 0
      await killAndWait(node)
      await until('all are built anew', () => consumers.every(({ rebuilds }) => rebuilds.length > 0))
      await node.start()
      await send(`after ${n}`)
      await allRead(`after ${n}`)
      tries.push(isDeepStrictEqual(await all(), before))
    }
    expect(tries).toContain(true)
  } finally {
    for (const { consumer, kafka } of consumers) await consumer.stop().then(() => kafka.close())
  }
}, 600_000)

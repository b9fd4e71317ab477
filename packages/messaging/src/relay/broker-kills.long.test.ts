import { adminUrl } from '@orderflow/test-servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startThreeBrokers, type ThreeBrokers } from '../testing/broker-kills.ts'
import { clientsUnderTest, createKafka } from '../testing/clients.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { judge, writeStream } from '../testing/outbox-stream.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { readAll } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { startRelay } from './relay.ts'

/** `tools/proof/bench/microbenchmarks/acknowledgements.ts` puts other ways to use kafkajs through the same kills. */
const kills = 2
const atLeast = 10_000

describe.each(clientsUnderTest)('by %s', client => {
  let cluster: ThreeBrokers | string
  let database: TestDatabase

  beforeAll(async () => {
    cluster = await startThreeBrokers()
    database = await createDatabase(await adminUrl())
  })
  afterAll(async () => {
    if (typeof cluster === 'object') await cluster.stop()
    await database?.close()
  })

  it('every row reaches its topic, in order per key, while leaders are killed under the relay', async ({
    skip,
  }) => {
    if (typeof cluster === 'string') return skip(`needs a Kafka cluster of three brokers: ${cluster}`)
    const { brokers, topics, kill } = cluster
    const metrics = newMetrics()
    const kafka = createKafka({ client, clientId: 'storm', brokers, logger })
    const relay = startRelay({
      databaseUrl: database.url,
      service: 'storm',
      kafka,
      logger,
      metrics,
      batchMax: 500,
    })
    try {
      let over = false
      const storm = kill(kills).finally(() => {
        over = true
      })
      const [written] = await Promise.all([
        writeStream(database.newPool(), topics, atLeast, () => over, relay.wake),
        storm,
      ])
      await until(
        'the outbox is empty',
        async () => (await database.query('SELECT FROM outbox LIMIT 1')).length === 0,
        120_000,
      )
      const ids = written.map(({ id }) => id)
      const { missing, duplicated, disordered } = judge(ids, await readAll(brokers, topics))
      const failures = (await metrics.relayErrors.get()).values[0]?.value ?? 0
      console.info(
        `${kills} kills of leaders: ${ids.length} rows, ${missing} missing, ${duplicated} duplicated, ` +
          `${failures} sends that failed or were acknowledged in part`,
      )
      expect({ missing, disordered }).toEqual({ missing: 0, disordered: [] })
      // Else the kills did not meet the relay, and the test has shown nothing.
      expect(failures).toBeGreaterThan(0)
    } finally {
      await relay.stop()
      await kafka.close()
    }
  }, 600_000)
})

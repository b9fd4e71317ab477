import { createProcessor } from '../batch/processor.ts'
import { startConsumer } from '../consumer/consumer.ts'
import { startRelay } from '../relay/relay.ts'
import type { AccountService, AccountTopics } from './accounts.ts'
import { createKafka } from './clients.ts'
import type { TestDatabase } from './database.ts'
import { logger, newMetrics } from './telemetry.ts'

interface Options {
  readonly service: AccountService
  readonly topics: AccountTopics
  readonly brokers: readonly string[]
  readonly database: TestDatabase
}

export type RunningAccounts = ReturnType<typeof startAccounts>

/** The account service as a process would run it: consumer, processor and relay. */
export function startAccounts({ service, topics, brokers, database }: Options) {
  const metrics = newMetrics()
  const kafka = createKafka({ clientId: service.name, brokers, logger })
  const relay = startRelay({
    databaseUrl: database.url,
    service: service.name,
    kafka,
    logger,
    metrics,
    batchMax: 200,
  })
  const processor = createProcessor(service, {
    pool: database.newPool(),
    logger,
    metrics,
    batchMax: 100,
    onPublish: relay.wake,
  })
  const consumer = startConsumer({
    kafka,
    service: service.name,
    topics: [topics.deposits],
    contracts: service.contracts,
    processor,
    chunkSize: 100,
    logger,
    metrics,
  })
  return {
    metrics,
    processor,
    consumer,
    relay,
    async stop() {
      await consumer.stop()
      await processor.idle()
      await relay.stop()
      await kafka.close()
    },
  }
}

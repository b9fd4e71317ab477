import { mkdtemp, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKafka } from '@orderflow/messaging'
import { consumes } from '@orderflow/reporting/consumers'
import { rebuild } from '@orderflow/reporting/rebuild'
import { consumedTopics, createLogger, setUpDatabase, setUpTopics } from '@orderflow/service-kit'
import { toMessage } from '@orderflow/service-kit/testing'
import { startInfrastructure } from '@orderflow/testing/infrastructure'
const dataDir = await mkdtemp(join(tmpdir(), 'rb-'))
const logger = createLogger({ service: 'x', level: 'error' })
const servers = await startInfrastructure({ dataDir, log: () => {} })
const { appUrl } = await setUpDatabase({ adminUrl: servers.postgres.adminUrl, database: 'reporting', migrations: new URL('../../services/reporting/migrations/', import.meta.url), logger })
const kafka = createKafka({ clientId: 'x', brokers: servers.kafka.bootstrap, logger })
await setUpTopics(kafka, { reporting: consumedTopics(consumes) })
const producer = await kafka.producer()
const types = ['OrderCreated', 'StockReserved', 'PaymentCaptured', 'ShipmentDispatched', 'OrderCompleted'] as const
const N = 20000
for (let from = 0; from < N; from += 500) {
  const ids = Array.from({ length: 500 }, () => randomUUID())
  await producer.send(types.flatMap(type => ids.map(orderId => {
    const m = toMessage(type, { orderId })
    return { ...m, partition: kafka.partitionOf(orderId, 6) }
  })))
}
for (const round of [1, 2]) {
  const t = performance.now(); const c = process.cpuUsage()
  const r = await rebuild({ kafka, databaseUrl: appUrl, partial: false, logger })
  const s = (performance.now() - t) / 1000; const u = process.cpuUsage(c)
  console.log(round, r.records, r.events, s, Math.round(r.records / s), 'cpu s', (u.user + u.system) / 1e6, JSON.stringify(r.before.map((b, i) => b.hash === r.after[i]?.hash)))
}
await producer.close(); await kafka.close(); await servers.stop(); await rm(dataDir, { recursive: true })

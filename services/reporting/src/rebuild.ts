import { consumedTopics, contractOfTopic, contractsOf } from '@orderflow/events'
import { type Delivery, decideBatch } from '@orderflow/messaging/batch'
import { isNeedlessCopy, toDelivery } from '@orderflow/messaging/consumer'
import { inTransaction, isDatabaseUnavailable, type Tx } from '@orderflow/messaging/database'
import { type Consumed, inBinaryMode } from '@orderflow/messaging/events'
import type { Kafka, KafkaRecord, PartitionRange, Reader } from '@orderflow/messaging/kafka'
import { createPool, type Logger, ServiceError } from '@orderflow/service-kit'
import { consumes, decide, publishes } from './consumers.ts'
import { type Fingerprint, fingerprints, readModels } from './read-models.ts'
import { store } from './store.ts'

export interface RebuildOptions {
  readonly kafka: Pick<Kafka, 'reader'>
  /** Reporting's own database, as its owner or a superuser: the role of the service may delete no read model. */
  readonly databaseUrl: string
  /** Whether events that the topics have already deleted may go missing. */
  readonly partial: boolean
  readonly logger: Logger
  readonly onProgress?: (records: number) => void
}

export interface Rebuilt {
  readonly records: number
  /** Different events that were applied. */
  readonly events: number
  /** Records that no one can read, or that the database refuses: they are in the dead letters already. */
  readonly unreadable: number
  readonly before: readonly Fingerprint[]
  readonly after: readonly Fingerprint[]
}

/** More than live: within one transaction, each batch leaves a dead version of every counter. */
const batchSize = 5_000
const patienceMs = 3_600_000

const contracts = contractsOf({ consumes, publishes })
const service = {
  name: 'reporting',
  decide,
  store,
  contracts,
  now: () => new Date(),
  newId: () => crypto.randomUUID(),
}

/**
 * Makes all read models anew from what the topics hold, in one transaction, while reporting runs. Readers see the old
 * ones until it commits. The locks hold back the running service's batches; what they had applied lies
 * on the topics by then, so nothing is lost, and what they apply afterwards they find in an order or in the inbox if the rebuild
 * has taken it in. Fails as a whole or not at all.
 *
 * @throws ServiceError `EVENTS_EXPIRED` if topics have deleted events, unless `partial`
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { kafka, databaseUrl, partial, logger, onProgress } = options
  const pool = createPool({
    url: databaseUrl,
    applicationName: 'rebuild',
    max: 1,
    statementTimeoutMs: patienceMs,
    idleInTransactionTimeoutMs: patienceMs,
    logger,
  })
  const reader = await kafka.reader()
  try {
    const rebuilt = await inTransaction(pool, async tx => {
      await tx.query('LOCK TABLE inbox, orders IN EXCLUSIVE MODE')
      const before = await fingerprints(tx)
      const ranges = await reader.ranges(consumedTopics(consumes))
      if (!partial) refuseExpired(ranges)
      for (const table of Object.keys(readModels)) await tx.query(`DELETE FROM ${table}`)
      await tx.query('DELETE FROM inbox WHERE consumer = $1', [service.name])
      const taken = await takeIn(tx, reader, ranges, onProgress)
      return { ...taken, before, after: await fingerprints(tx) }
    })
    // What was deleted leaves its room to what comes.
    await pool.query(`VACUUM (ANALYZE) inbox, ${Object.keys(readModels).join(', ')}`)
    return rebuilt
  } finally {
    await reader.close()
    await pool.end()
  }
}

/** A compacted topic keeps what counts, whatever it has deleted. */
function refuseExpired(ranges: readonly PartitionRange[]): void {
  const expired = ranges.find(({ topic, from }) => from > 0n && contractOfTopic(topic)?.compacted !== true)
  if (expired === undefined) return
  throw new ServiceError(
    'EVENTS_EXPIRED',
    `${expired.topic}/${expired.partition} begins at offset ${expired.from}: its topic has deleted events, which the read models have and a rebuild would lose. Replay a snapshot into an empty reporting instead, or rebuild what is left with --partial.`,
  )
}

async function takeIn(
  tx: Tx,
  reader: Reader,
  ranges: readonly PartitionRange[],
  onProgress: RebuildOptions['onProgress'],
) {
  let [records, events, unreadable] = [0, 0, 0]
  let batch: Delivery[] = []
  const apply = async () => {
    const applied = await applyAll(tx, batch)
    events += applied.events
    unreadable += applied.refused
    batch = []
    onProgress?.(records)
  }
  for (const range of ranges) {
    for await (const chunk of reader.read(range)) {
      for (const record of chunk) {
        records++
        const delivery = deliveryOf(record)
        if (delivery === 'unreadable') unreadable++
        else if (delivery !== 'copy') batch.push(delivery)
        if (batch.length === batchSize) await apply()
      }
    }
  }
  await apply()
  return { records, events, unreadable }
}

/**
 * By the event's own id, also for what was sent back out of the dead letters: of an event and its redriven copy,
 * which have different ids in the inbox, one is applied.
 */
function deliveryOf(record: KafkaRecord): Delivery | 'copy' | 'unreadable' {
  if (isNeedlessCopy(inBinaryMode(record), contracts.consumed(record.topic) as Consumed)) return 'copy'
  const delivery = toDelivery(record, contracts)
  return 'input' in delivery ? { ...delivery, id: delivery.input.id } : 'unreadable'
}

/** Applies a batch; one that the database refuses is halved until the culprit stands alone, and is left out. */
async function applyAll(
  tx: Tx,
  deliveries: readonly Delivery[],
): Promise<{ events: number; refused: number }> {
  if (deliveries.length === 0) return { events: 0, refused: 0 }
  await tx.query({ text: 'SAVEPOINT batch' })
  try {
    const { outcomes, writes } = await decideBatch(tx, service, deliveries)
    for (const write of writes) await tx.query(write)
    await tx.query({ text: 'RELEASE SAVEPOINT batch' })
    return { events: outcomes.filter(({ status }) => status !== 'duplicate').length, refused: 0 }
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error
    await tx.query({ text: 'ROLLBACK TO SAVEPOINT batch' })
    if (deliveries.length === 1) return { events: 0, refused: 1 }
    const half = deliveries.length >> 1
    const first = await applyAll(tx, deliveries.slice(0, half))
    const second = await applyAll(tx, deliveries.slice(half))
    return { events: first.events + second.events, refused: first.refused + second.refused }
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import { compressions } from '@orderflow/messaging/testing/record-sets'
import kafkajs, { type IHeaders, type Producer, type Transaction } from 'kafkajs'
import { uuidv7 } from 'uuidv7'
import type { FuzzedRecord, KafkaCase } from './case.ts'

/** A record as it lies on its topic. */
export interface Put {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: IHeaders
}

export interface RawSender {
  /** Resolves with where the records lie, or with the broker's word for why it takes none of them. */
  put(one: KafkaCase): Promise<readonly Put[] | string>
  close(): Promise<void>
}

/** Transactions side by side. */
const transactional = 3

interface Transactional {
  readonly producer: Producer
  readonly transactionalId: string
}

const succeeded = [() => true, () => false] as const

/** Puts records on topics as they are, as any producer could, with a transaction around them where that is asked for. */
export async function openRawSender(address: KafkaAddress): Promise<RawSender> {
  const client = new kafkajs.Kafka({
    clientId: 'fuzz',
    ...clientAddress(address),
    logLevel: kafkajs.logLevel.NOTHING,
  })
  const createPartitioner = () => (args: { message: { partition?: number } }) => args.message.partition ?? 0
  const options = { allowAutoTopicCreation: false, createPartitioner }
  const plain = client.producer(options)
  const all: Producer[] = [plain]
  async function transactionalProducer(transactionalId: string): Promise<Transactional> {
    const producer = client.producer({
      ...options,
      transactionalId,
      idempotent: true,
      maxInFlightRequests: 1,
    })
    all.push(producer)
    await producer.connect()
    return { producer, transactionalId }
  }
  await plain.connect()
  const idle = await Promise.all(
    Array.from({ length: transactional }, () => transactionalProducer(`fuzz-${uuidv7()}`)),
  )
  const admin = client.admin()
  await admin.connect()
  const { topics } = await admin.fetchTopicMetadata()
  await admin.disconnect()
  const partitions = new Map(topics.map(topic => [topic.name, topic.partitions.length]))
  const waiting: ((one: Transactional) => void)[] = []

  /** A transaction of one of the transactional producers, once one is free; aborted if it is not ended. */
  async function inTransaction<Result>(work: (begun: Transaction) => Promise<Result>): Promise<Result> {
    let one = idle.pop() ?? (await new Promise<Transactional>(resolve => waiting.push(resolve)))
    let begun: Transaction | undefined
    try {
      begun = await one.producer.transaction()
      return await work(begun)
    } catch (error) {
      const isOver = begun?.isActive() === true && (await begun.abort().then(...succeeded))
      // kafkajs begins no transaction where the last one could not be ended; who has its id ends it for good.
      if (!isOver) one = await transactionalProducer(one.transactionalId)
      throw error
    } finally {
      const next = waiting.shift()
      if (next === undefined) idle.push(one)
      else next(one)
    }
  }

  async function send(one: KafkaCase): Promise<readonly Put[]> {
    const { topic, transaction } = one
    const partition = one.partition % (partitions.get(topic) ?? 1)
    const [codec, compress] = compressions[one.compression] ?? [0, (bytes: Buffer) => bytes]
    const key = `fuzz-${uuidv7()}`
    const filled = one.records.map(record => ({ partition, ...fill(record, key) }))
    // A codec is chosen for all of the process: a batch may be compressed in another of its ways, chosen for another case.
    const batch = { topic, compression: codec, messages: filled as never }
    const sent = async (sender: Pick<Producer, 'send'>) => {
      if (codec > 0)
        kafkajs.CompressionCodecs[codec as 1] = () => ({
          compress: async ({ buffer }: { buffer: Buffer }) => compress(buffer),
          decompress: () => Promise.reject(new Error('nothing is read here')),
        })
      const [metadata] = await sender.send(batch)
      return Number(metadata?.baseOffset)
    }
    const first = await (transaction === undefined
      ? sent(plain)
      : inTransaction(async begun => {
          const offset = await sent(begun)
          await (transaction === 'committed' ? begun.commit() : begun.abort())
          return offset
        }))
    return filled.map((record, n) => ({ topic, offset: String(first + n), ...record }))
  }

  return {
    async put(one) {
      for (let attempts = 1; ; attempts++) {
        try {
          return await send(one)
        } catch (error) {
          if (isStarting(error) && attempts < 60) {
            await delay(500)
            continue
          }
          const { type, message } = error as { readonly type?: string; readonly message: string }
          if (type === undefined) throw error
          return `${type}: ${message}`
        }
      }
    },
    close: async () => void (await Promise.all(all.map(producer => producer.disconnect()))),
  }
}

/** A broker that has just started has no coordinator of transactions for some seconds, for which kafkajs does not wait. */
function isStarting(error: unknown): boolean {
  const { name, type, cause } = error as {
    readonly name?: string
    readonly type?: string
    readonly cause?: unknown
  }
  return (
    name === 'KafkaJSGroupCoordinatorNotFound' ||
    /COORDINATOR/.test(type ?? '') ||
    (cause instanceof Error && isStarting(cause))
  )
}

/** Each text with an id of its own where it asks for one. */
function fill({ key, value, headers, timestamp }: FuzzedRecord, name: string) {
  const id = uuidv7()
  const bytes = (text: string | null) =>
    text === null ? null : Buffer.from(text.replaceAll('{id}', id).replaceAll('{key}', name), 'latin1')
  return {
    key: bytes(key),
    value: bytes(value),
    headers: Object.fromEntries(
      Object.entries(headers).map(([header, text]) => [
        header,
        Array.isArray(text) ? text.map(bytes) : bytes(text as string | null),
      ]),
    ) as IHeaders,
    timestamp: String(timestamp ?? Date.now()),
  }
}

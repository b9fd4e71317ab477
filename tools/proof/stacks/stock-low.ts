import { contracts } from '@orderflow/events'
import { createKafka, type KafkaAddress, type KafkaRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import amqp from 'amqplib'

const { topic } = contracts.StockLow

/** What the other stacks have published, as it lies on Kafka. */
export interface StockLowReport {
  readonly events: number
  /** By the stack that published them. */
  readonly sources: Readonly<Record<string, number>>
  /** Records whose event lies there already, which must not be. */
  readonly doubled: number
}

/** All StockLow events on Kafka at this moment. */
async function readStockLow(address: KafkaAddress): Promise<KafkaRecord[]> {
  const logger = createLogger({ service: 'stacks', level: 'error' })
  const kafka = createKafka({ clientId: 'stacks', ...address, logger })
  const reader = await kafka.reader()
  const found: KafkaRecord[] = []
  try {
    for (const range of await reader.ranges([topic])) {
      for await (const records of reader.read(range)) found.push(...records)
    }
    return found
  } finally {
    await reader.close()
    await kafka.close()
  }
}

export async function stockLowReport(address: KafkaAddress): Promise<StockLowReport> {
  const ids = new Set<string>()
  const sources: Record<string, number> = {}
  let doubled = 0
  for (const { headers } of await readStockLow(address)) {
    const id = String(headers.ce_id)
    if (ids.has(id)) doubled++
    else sources[String(headers.ce_source)] = (sources[String(headers.ce_source)] ?? 0) + 1
    ids.add(id)
  }
  return { events: ids.size, sources, doubled }
}

/**
 * Publishes to RabbitMQ once more what has come from there, as a stack does whose confirm was lost.
 *
 * @returns how many
 */
export async function sendStockLowAgain(address: KafkaAddress, rabbitmqUrl: string): Promise<number> {
  const records = await readStockLow(address)
  const connection = await amqp.connect(rabbitmqUrl)
  try {
    const channel = await connection.createConfirmChannel()
    for (const { headers, value } of records) {
      const attributes = Object.entries(headers)
        .filter(([name]) => name.startsWith('ce_'))
        .map(([name, text]) => [`cloudEvents_${name.slice(3)}`, String(text)])
      channel.publish('stock.exchange', 'stock.low', value ?? Buffer.alloc(0), {
        headers: Object.fromEntries(attributes),
        contentType: 'application/json',
        messageId: String(headers.ce_id),
        persistent: true,
        mandatory: true,
      })
    }
    await channel.waitForConfirms()
    return records.length
  } finally {
    await connection.close()
  }
}

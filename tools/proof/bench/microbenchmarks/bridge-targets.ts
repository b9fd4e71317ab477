import type { Outgoing, Target } from '@orderflow/bridge/targets/port.ts'
import { propertiesOf } from '@orderflow/bridge/targets/rabbitmq/message.ts'
import { createRabbitMq } from '@orderflow/bridge/targets/rabbitmq/rabbitmq.ts'
import { createLogger } from '@orderflow/service-kit'
import { rabbitMqMissing, startRabbitMq } from '@orderflow/test-servers/rabbitmq'
import { connect as amqp } from 'amqplib'

/** A broker with the bridge's adapter to it, and what its client does alone. */
export interface Row {
  /** Why it cannot be measured here. */
  missing(): string | undefined
  start(dataDir: string): Promise<{
    readonly target: Target
    /** Sends these as fast as the client can, nothing confirmed; resolves when the broker has them. */
    raw(events: readonly Outgoing[]): Promise<unknown>
    /** Removes what lies in the queue. */
    empty(): Promise<unknown>
    stop(): Promise<void>
  }>
}

const logger = createLogger({ service: 'bench', level: 'fatal' })
const queue = 'bench.queue'
const exchange = 'order.exchange'

/** A quorum queue; the client alone publishes the same messages without confirms, as fast as its socket takes them. */
const rabbitmq: Row = {
  missing: rabbitMqMissing,
  async start(dataDir) {
    const server = await startRabbitMq({ dataDir })
    const connection = await amqp(server.url)
    const channel = await connection.createChannel()
    await channel.assertExchange(exchange, 'topic', { durable: true })
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
    await channel.bindQueue(queue, exchange, 'order.#')
    const held = async () => (await channel.checkQueue(queue)).messageCount
    return {
      target: createRabbitMq({ url: server.url, logger }),
      async raw(events) {
        for (const event of events) {
          const goesOn = channel.publish(exchange, event.name, event.value, {
            ...propertiesOf(event),
            mandatory: false,
          })
          if (!goesOn) await new Promise(resolve => channel.once('drain', resolve))
        }
        while ((await held()) < events.length) await new Promise(resolve => setTimeout(resolve, 5))
      },
      empty: () => channel.purgeQueue(queue),
      async stop() {
        await connection.close()
        await server.stop()
      },
    }
  },
}

export const rows: Readonly<Record<string, Row>> = { rabbitmq }

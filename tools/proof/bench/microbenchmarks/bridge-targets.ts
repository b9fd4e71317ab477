import { CreateEventBusCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect as natsConnect } from '@nats-io/transport-node'
import { createEventBridge } from '@orderflow/bridge/targets/eventbridge/eventbridge.ts'
import { headersOf } from '@orderflow/bridge/targets/nats/message.ts'
import { createNats } from '@orderflow/bridge/targets/nats/nats.ts'
import { declareStreams, streamOf } from '@orderflow/bridge/targets/nats/streams.ts'
import type { Outgoing, Target } from '@orderflow/bridge/targets/port.ts'
import { propertiesOf } from '@orderflow/bridge/targets/rabbitmq/message.ts'
import { createRabbitMq } from '@orderflow/bridge/targets/rabbitmq/rabbitmq.ts'
import { createLogger } from '@orderflow/service-kit'
import { motoMissing, startMoto } from '@orderflow/test-servers/moto'
import { natsMissing, startNats } from '@orderflow/test-servers/nats'
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

export const logger = createLogger({ service: 'bench', level: 'fatal' })
const queue = 'bench.queue'
const exchange = 'order.exchange'
const bus = 'orderflow'
const delay = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

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
        while ((await held()) < events.length) await delay(5)
      },
      empty: () => channel.purgeQueue(queue),
      async stop() {
        await connection.close()
        await server.stop()
      },
    }
  },
}

/** A stream in files; the client alone publishes without acknowledgements, as fast as its socket takes them. */
const nats: Row = {
  missing: natsMissing,
  async start(dataDir) {
    const server = await startNats({ dataDir })
    const connection = await natsConnect({ servers: server.url })
    await declareStreams(connection)
    const { streams } = await jetstreamManager(connection)
    const stream = streamOf('order')
    const held = async () => (await streams.info(stream)).state.messages
    return {
      target: createNats({ url: server.url, logger }),
      async raw(events) {
        for (const [n, event] of events.entries()) {
          connection.publish(event.name, event.value, { headers: headersOf(event) })
          if (n % 500 === 499) await connection.flush()
        }
        while ((await held()) < events.length) await delay(5)
      },
      empty: () => streams.purge(stream),
      async stop() {
        await connection.close()
        await server.stop()
      },
    }
  },
}

/** moto, which is no measure of AWS: what counts is that it works, and what this process's time is. */
const eventbridge: Row = {
  missing: motoMissing,
  async start(dataDir) {
    const server = await startMoto({ dataDir })
    Object.assign(process.env, server.environment)
    const client = new EventBridgeClient({ endpoint: server.url })
    await client.send(new CreateEventBusCommand({ Name: bus }))
    return {
      target: createEventBridge({ bus, endpoint: server.url, logger }),
      async raw(events) {
        const tens = Array.from({ length: Math.ceil(events.length / 10) }, (_, n) =>
          events.slice(n * 10, (n + 1) * 10),
        ).values()
        const sender = async () => {
          for (const ten of tens) {
            const Entries = ten.map(({ type, value }) => ({
              EventBusName: bus,
              Source: 'orderflow.order',
              DetailType: type,
              Detail: value.toString(),
            }))
            await client.send(new PutEventsCommand({ Entries }))
          }
        }
        await Promise.all(Array.from({ length: 8 }, sender))
      },
      empty: async () => {},
      async stop() {
        client.destroy()
        await server.stop()
      },
    }
  },
}

export const rows: Readonly<Record<string, Row>> = { rabbitmq, nats, eventbridge }

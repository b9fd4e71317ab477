import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@orderflow/service-kit'
import { rabbitMqAvailable, startRabbitMq } from '@orderflow/test-servers/rabbitmq'
import { type ConfirmChannel, connect } from 'amqplib'
import { describe } from 'vitest'
import { type Arrival, conforms, type Enough, type Rig, readWithinMs } from '../conformance.fixture.ts'
import { promises } from '../promises.ts'
import { propertiesOf } from './message.ts'
import { createRabbitMq } from './rabbitmq.ts'
import { deadLetterQueue, mostInFlight } from './subscriber.ts'

const maxMessageBytes = 500_000
const queue = 'suite'

describe.skipIf(!rabbitMqAvailable())('RabbitMQ', () => {
  conforms('RabbitMQ', start, {
    tooLarge: maxMessageBytes,
    ...promises.rabbitmq,
    durable: true,
    mostInFlight,
  })
})

async function start(): Promise<Rig> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderflow-rabbitmq-'))
  const rabbit = await startRabbitMq({ dataDir, settings: { max_message_size: String(maxMessageBytes) } })
  const logger = createLogger({ service: 'bridge', level: 'silent' })
  /** Something on a channel of its own; a server that comes back is waited for. */
  async function on<Result>(work: (channel: ConfirmChannel) => Promise<Result>): Promise<Result> {
    for (let tries = 0; ; tries++) {
      try {
        const model = await connect(rabbit.url, { noDelay: true })
        model.on('error', () => {})
        try {
          const channel = await model.createConfirmChannel()
          channel.on('error', () => {})
          return await work(channel)
        } finally {
          await model.close()
        }
      } catch (error) {
        if (tries > 50) throw error
        await new Promise(resolve => setTimeout(resolve, 200))
      }
    }
  }

  async function read(enough: Enough): Promise<Arrival[]> {
    const found: Arrival[] = []
    const until = performance.now() + readWithinMs
    await on(async channel => {
      while (!enough(found) && performance.now() < until) {
        const message = await channel.get(queue)
        if (message === false) {
          await new Promise(resolve => setTimeout(resolve, 20))
          continue
        }
        const { headers = {}, contentType } = message.properties
        const attributes = Object.entries(headers).flatMap(([name, value]) =>
          name.startsWith('cloudEvents_') ? [[name.slice('cloudEvents_'.length), String(value)]] : [],
        )
        found.push({ attributes: Object.fromEntries(attributes), contentType, value: message.content })
        channel.ack(message)
      }
    })
    return found
  }

  /** Opened after the last kill, and closed with the server. */
  let sending: Promise<ConfirmChannel> | undefined
  async function openSending() {
    const model = await connect(rabbit.url, { noDelay: true })
    model.on('error', () => {})
    const channel = await model.createConfirmChannel()
    channel.on('return', ({ properties }) => returned.add(properties.messageId))
    return channel
  }
  const returned = new Set<string>()

  return {
    target: () => createRabbitMq({ url: rabbit.url, logger }),
    async receive() {
      await on(async channel => {
        await channel.assertExchange('order.exchange', 'topic', { durable: true })
        await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
        await channel.bindQueue(queue, 'order.exchange', 'order.#')
        await channel.purgeQueue(queue)
      })
      return { read }
    },
    async send({ attributes, contentType, value }) {
      const { id = '' } = attributes
      const names = { type: 'StockLow', domain: 'stock', name: 'stock.low', key: null } as const
      const properties = propertiesOf({ id, ...names, attributes, contentType, value })
      sending ??= openSending()
      const channel = await sending
      // It comes back, and is confirmed all the same, until the target has bound its queue.
      do {
        await new Promise<void>((resolve, reject) => {
          channel.publish('stock.exchange', 'stock.low', value, properties, error =>
            error ? reject(error) : resolve(),
          )
        })
      } while (returned.delete(id))
    },
    deadLetters: () =>
      on(async channel => {
        const found: { reason: string; value: Buffer }[] = []
        for (;;) {
          const message = await channel.get(deadLetterQueue)
          if (message === false) return found
          found.push({ reason: String(message.properties.headers?.dlq_reason), value: message.content })
          channel.ack(message)
        }
      }),
    async kill() {
      // RabbitMQ 3.10 forgets a queue's term if it is killed within seconds of the declaration: it then has no leader.
      rabbit.ctl('eval', '[dets:sync(Table) || Table <- dets:all()].')
      const { promise: exited, resolve } = Promise.withResolvers<void>()
      const off = rabbit.process.onExit(() => resolve())
      rabbit.process.kill()
      await exited
      off()
    },
    start: () => rabbit.process.start(),
    async stop() {
      await rabbit.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

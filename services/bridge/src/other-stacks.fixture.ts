import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { headers, type MsgHdrs, connect as toNats } from '@nats-io/transport-node'
import { settledWithin } from '@orderflow/messaging/timing'
import { type ChannelModel, type ConfirmChannel, connect as toRabbitMq } from 'amqplib'
import type { Incoming } from './targets/port.ts'
import { incomingOf } from './targets/rabbitmq/message.ts'
import { deadLetterQueue } from './targets/rabbitmq/subscriber.ts'

/** What another stack has got so far, in order. */
export interface Stack {
  readonly arrived: readonly Incoming[]
  /** Publishes an event for the bridge, and resolves when the broker has it. */
  publish(event: Incoming): Promise<unknown>
  close(): Promise<void>
}

const queue = 'orders-of-the-test'
/** A client that has lost its server may wait for an answer for ever. */
const closeWithinMs = 5_000

/** A stack on RabbitMQ that a server's death does not end: it connects again, and reads on when it is asked to. */
export async function onRabbitMq(url: string) {
  const arrived: Incoming[] = []
  let connected: Promise<ConfirmChannel> | undefined
  let model: ChannelModel | undefined

  async function open(): Promise<ConfirmChannel> {
    model = await toRabbitMq(url)
    const lost = () => {
      connected = undefined
    }
    model.on('error', lost).on('close', lost)
    const channel = await model.createConfirmChannel()
    channel.on('error', lost)
    return channel
  }
  function channel(): Promise<ConfirmChannel> {
    connected ??= open()
    connected.catch(() => {
      connected = undefined
    })
    return connected
  }

  /** All that a queue has, taken out of it. */
  async function drain(from: string) {
    const found: Incoming[] = []
    const on = await channel()
    for (let message = await on.get(from); message !== false; message = await on.get(from)) {
      found.push({ ...incomingOf(message), attributes: { ...incomingOf(message).attributes } })
      on.ack(message)
      if (from === deadLetterQueue) reasons.push(String(message.properties.headers?.dlq_reason))
    }
    return found
  }
  const reasons: string[] = []

  const first = await channel()
  await first.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  for (const domain of ['order', 'stock', 'inventory']) {
    await first.assertExchange(`${domain}.exchange`, 'topic', { durable: true })
    await first.bindQueue(queue, `${domain}.exchange`, '#')
  }
  return {
    arrived,
    /** Reads on. While the server is away there is nothing to read. */
    async read(): Promise<readonly Incoming[]> {
      arrived.push(...(await drain(queue).catch(() => [])))
      return arrived
    },
    async publish({ attributes, contentType, value }: Incoming) {
      const sending = await channel()
      const named = Object.entries(attributes).map(([name, text]) => [`cloudEvents_${name}`, text])
      const options = { contentType, headers: Object.fromEntries(named), persistent: true }
      sending.publish('stock.exchange', 'stock.low', value, options)
      await sending.waitForConfirms()
    },
    /** What the bridge has put aside since the last call, with the reason. */
    async deadLetters() {
      const found = await drain(deadLetterQueue)
      return found.map(({ value }, i) => ({ value, reason: reasons.at(i - found.length) }))
    },
    async close() {
      await settledWithin(closeWithinMs, (async () => model?.close())())
    },
  }
}

/** A stack on NATS: it is there before the bridge, so the stream is its own. */
export async function onNats(url: string): Promise<Stack> {
  const arrived: Incoming[] = []
  const connection = await toNats({ servers: url })
  const { streams, consumers } = await jetstreamManager(connection)
  await streams.add({ name: 'ORDER', subjects: ['order.>'] })
  await consumers.add('ORDER', { durable_name: 'test', ack_policy: AckPolicy.None })
  const consumer = await jetstream(connection).consumers.get('ORDER', 'test')
  await consumer.consume({
    callback: ({ headers, data }) => {
      const { 'content-type': contentType = '', ...attributes } = namesIn(headers)
      arrived.push({ attributes, contentType, value: Buffer.from(data) })
    },
  })
  return {
    arrived,
    publish({ attributes, contentType, value }) {
      const attached = headers()
      attached.append('content-type', contentType)
      for (const [name, text] of Object.entries(attributes)) attached.append(`ce-${name}`, text)
      return jetstream(connection).publish('stock.low', value, { headers: attached })
    },
    close: () => settledWithin(closeWithinMs, connection.close()),
  }
}

const namesIn = (found: MsgHdrs | undefined): Record<string, string> =>
  Object.fromEntries(
    (found?.keys() ?? []).flatMap(name =>
      name === 'content-type' || name.startsWith('ce-')
        ? [[name.replace('ce-', ''), found?.get(name) ?? '']]
        : [],
    ),
  )

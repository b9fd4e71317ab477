import { setTimeout as pause } from 'node:timers/promises'
import amqp from 'amqplib'
import type { EventView } from './view.ts'

const queue = 'observer.queue'
/** Exchange → routing keys. */
const bindings = {
  'order.exchange': ['order.created'],
  'stock.exchange': ['stock.reserved', 'stock.released'],
}
const prefetch = 500
const restMs = 250

/**
 * Keeps a view of what a queue of its own gets, acknowledging each message after its effect. Connects again when the
 * server was away.
 *
 * @param url `amqp://…`
 */
export async function consumeRabbitmq(url: string, view: EventView) {
  let stopped = false
  let connection: Awaited<ReturnType<typeof amqp.connect>> | undefined

  async function listen() {
    const open = await amqp.connect(url)
    connection = open
    open.on('error', () => {}) // 'close' follows, and is what counts
    const closed = new Promise<void>(resolve => open.once('close', () => resolve()))
    const channel = await open.createChannel()
    channel.on('error', () => {})
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
    for (const [exchange, keys] of Object.entries(bindings)) {
      await channel.assertExchange(exchange, 'topic', { durable: true })
      for (const key of keys) await channel.bindQueue(queue, exchange, key)
    }
    await channel.prefetch(prefetch)
    await channel.consume(queue, message => {
      if (message === null) return
      const attribute = (name: string) => String(message.properties.headers?.[`cloudEvents_${name}`])
      view.apply({
        id: attribute('id'),
        type: attribute('type'),
        time: attribute('time'),
        data: JSON.parse(message.content.toString()),
      })
      channel.ack(message)
    })
    return { closed }
  }

  const first = await listen()
  const running = (async () => {
    for (let session: { closed: Promise<void> } | undefined = first; !stopped; ) {
      await session?.closed
      if (stopped) return
      await pause(restMs)
      session = await listen().catch(() => undefined)
    }
  })()
  return {
    async stop() {
      stopped = true
      await connection?.close().catch(() => {})
      await running
    },
  }
}

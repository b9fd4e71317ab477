import { AckPolicy, type ConsumerMessages, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import type { EventView } from './view.ts'

/** The streams that a view is made of, and what each is filtered by. */
const streams = { ORDER: ['order.created'], STOCK: ['stock.reserved', 'stock.released'] } as const
/** Every tenth message is given back at its first delivery, after its effect: it comes again. */
const givenBack = 10
const ackWaitNs = 10_000_000_000

/**
 * Keeps a view of what lies in JetStream by durable pull consumers, with explicit acknowledgements.
 *
 * @param url `nats://host:port`
 */
export async function consumeNats(url: string, view: EventView) {
  const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 250 })
  const manager = await jetstreamManager(connection)
  const open: ConsumerMessages[] = []
  const running = Object.entries(streams).map(async ([stream, subjects]) => {
    await manager.consumers.add(stream, {
      durable_name: 'stacks',
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitNs,
      max_ack_pending: 500,
      filter_subjects: [...subjects],
    })
    const consumer = await jetstream(connection).consumers.get(stream, 'stacks')
    const messages = await consumer.consume({ max_messages: 200 })
    open.push(messages)
    return async () => {
      for await (const message of messages) {
        const attribute = (name: string) => message.headers?.get(`ce-${name}`) ?? ''
        view.apply({
          id: attribute('id'),
          type: attribute('type'),
          time: attribute('time'),
          data: message.json(),
        })
        if (message.info.deliveryCount === 1 && message.seq % givenBack === 0) message.nak()
        else message.ack()
      }
    }
  })
  const loops = (await Promise.all(running)).map(run => run())
  return {
    async stop() {
      for (const messages of open) messages.stop()
      await Promise.all(loops)
      await connection.drain()
    },
  }
}

import { backoff, startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { Logger } from '@orderflow/service-kit'
import type { ConfirmChannel, ConsumeMessage } from 'amqplib'
import { inboundNames } from '../../wire.ts'
import { handled } from '../held.ts'
import type { Handler, Subscription, Taken } from '../port.ts'
import { createLink, type Session } from './link.ts'
import { exchangeOf, incomingOf } from './message.ts'

export const inboundQueue = 'bridge.queue'
export const deadLetterExchange = 'bridge.dlx'
export const deadLetterQueue = 'bridge.dlq'

/** Messages that are handed over and not acknowledged. */
export const mostInFlight = 200
/** A message that ends the process each time goes to the dead letters at last. */
const deliveryLimit = 20

/**
 * Takes what is bound to the bridge's queue, a batch at a time. What the handler refuses is written to the dead letters
 * with the reason, and acknowledged once that is confirmed: a `nack` would carry no reason. While the handler
 * rejects, its batch is kept and not given back, so that an outage does not use up the deliveries of its messages.
 */
export function subscribe(url: string, handler: Handler, logger: Logger): Subscription {
  const link = createLink(url, { name: 'orderflow bridge, inbound', logger, prepare: declare })
  const warn = warnRarely(logger, 'events of RabbitMQ cannot be taken; trying again')
  const loop = startLoop({
    async round(stopping) {
      const session = await link.session()
      await consume(session, handler, stopping)
      if (!stopping.aborted) throw new Error(await session.ended)
    },
    restMs: backoff,
    onFailure: warn,
  })
  return {
    async stop() {
      await loop.stop()
      await link.close()
    },
  }

  async function consume({ channel, ended, end }: Session, handle: Handler, stopping: AbortSignal) {
    const waiting: ConsumeMessage[] = []
    const lost = new AbortController()
    let wake = Promise.withResolvers<void>()
    void ended.then(() => lost.abort())
    const over = AbortSignal.any([lost.signal, stopping])
    over.addEventListener('abort', () => wake.resolve(), { once: true })
    const { consumerTag } = await channel.consume(inboundQueue, message => {
      if (message === null) return void end() // the queue was deleted: it is declared again
      waiting.push(message)
      wake.resolve()
    })
    for (;;) {
      await wake.promise
      if (over.aborted) break
      wake = Promise.withResolvers()
      const batch = waiting.splice(0)
      const outcomes = await handled(batch.map(incomingOf), handle, { over, onFailure: warn })
      if (outcomes !== undefined) await settle(channel, batch, outcomes)
    }
    if (stopping.aborted) await channel.cancel(consumerTag).catch(() => {})
  }
}

async function settle(channel: ConfirmChannel, batch: readonly ConsumeMessage[], outcomes: readonly Taken[]) {
  const written = batch.flatMap((message, i) => {
    const outcome = outcomes[i]
    return outcome?.status === 'refused' ? [putAside(channel, message, outcome)] : []
  })
  await Promise.all(written)
  channel.ack(batch.at(-1) as ConsumeMessage, true)
}

function putAside(
  channel: ConfirmChannel,
  { content, fields, properties }: ConsumeMessage,
  { code, detail }: { readonly code: string; readonly detail: string },
): Promise<void> {
  const headers = { ...properties.headers, dlq_reason: code, dlq_detail: detail.slice(0, 2_000) }
  return new Promise((resolve, reject) => {
    channel.publish(
      deadLetterExchange,
      fields.routingKey,
      content,
      { ...properties, headers, persistent: true },
      error => (error ? reject(error) : resolve()),
    )
  })
}

async function declare(channel: ConfirmChannel): Promise<void> {
  await channel.prefetch(mostInFlight)
  await channel.assertExchange(deadLetterExchange, 'topic', { durable: true })
  await channel.assertQueue(deadLetterQueue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  await channel.bindQueue(deadLetterQueue, deadLetterExchange, '#')
  await channel.assertQueue(inboundQueue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': deliveryLimit,
      'x-dead-letter-exchange': deadLetterExchange,
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  })
  for (const { domain, name } of inboundNames) {
    await channel.assertExchange(exchangeOf(domain), 'topic', { durable: true })
    await channel.bindQueue(inboundQueue, exchangeOf(domain), name)
  }
}

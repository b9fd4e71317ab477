import { type Consumer, type JsMsg, jetstream } from '@nats-io/jetstream'
import { type NatsConnection, headers as newHeaders } from '@nats-io/transport-node'
import { backoff, startLoop, warnRarely } from '@orderflow/messaging/timing'
import type { Logger } from '@orderflow/service-kit'
import { handled } from '../held.ts'
import type { Handler, Subscription, Taken } from '../port.ts'
import { createLink } from './link.ts'
import { incomingOf, messageIdHeader } from './message.ts'
import {
  ackWaitMs,
  consumerName,
  deadSubject,
  declareConsumer,
  declareStreams,
  deliveryLimit,
  inboundStreams,
  mostInFlight,
} from './streams.ts'

/** So long does one pull wait for messages; a server that has gone silent is noticed after that. */
const pullMs = 5_000
const publishWithinMs = 5_000

const tooOften: Taken = {
  status: 'refused',
  code: 'DELIVERED_TOO_OFTEN',
  detail: `It was handed over ${deliveryLimit} times and never acknowledged.`,
}

/**
 * Takes what the bridge's durable consumers are filtered by, a batch at a time: no other is pulled before it is
 * acknowledged. What the handler refuses is written to the dead letters with the reason, and acknowledged after that.
 */
export function subscribe(url: string, handler: Handler, logger: Logger): Subscription {
  const link = createLink(url, { name: 'orderflow bridge, inbound', logger, prepare })
  const warn = warnRarely(logger, 'events of NATS cannot be taken; trying again')
  const loops = [...inboundStreams.keys()].map(stream =>
    startLoop({
      async round(stopping) {
        const connection = await link.ready()
        const consumer = await jetstream(connection).consumers.get(stream, consumerName)
        while (!stopping.aborted) await pull(connection, consumer, stopping)
      },
      restMs: backoff,
      onFailure(error, failures) {
        link.doubt()
        warn(error, failures)
      },
    }),
  )
  return {
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
      await link.close()
    },
  }

  async function pull(connection: NatsConnection, consumer: Consumer, stopping: AbortSignal) {
    const messages = await consumer.fetch({ max_messages: mostInFlight, expires: pullMs })
    const stop = () => messages.stop()
    stopping.addEventListener('abort', stop, { once: true })
    if (stopping.aborted) stop()
    try {
      let batch: JsMsg[] = []
      for await (const message of messages) {
        batch.push(message)
        if (messages.getPending() > 0) continue
        await take(connection, batch, stopping)
        batch = []
      }
      if (batch.length > 0) await take(connection, batch, stopping)
    } finally {
      stopping.removeEventListener('abort', stop)
    }
  }

  async function take(connection: NatsConnection, batch: readonly JsMsg[], over: AbortSignal) {
    const fresh = batch.filter(({ info }) => info.deliveryCount <= deliveryLimit)
    const outcomes = await handled(fresh.map(incomingOf), handler, {
      keep() {
        for (const message of batch) message.working()
      },
      keepMs: ackWaitMs / 3,
      over,
      onFailure: warn,
    })
    if (outcomes === undefined) {
      for (const message of batch) message.nak()
      return
    }
    let next = 0
    const settled = batch.map(message => ({
      message,
      outcome: message === fresh[next] ? outcomes[next++] : tooOften,
    }))
    await Promise.all(
      settled.map(async ({ message, outcome }) => {
        if (outcome?.status === 'refused') await putAside(connection, message, outcome)
        message.ack()
      }),
    )
  }
}

async function prepare(connection: NatsConnection): Promise<void> {
  await declareStreams(connection)
  for (const [stream, subjects] of inboundStreams) await declareConsumer(connection, stream, subjects)
}

/** Written once, however often it is tried: the dead letters know it by its place in its stream. */
async function putAside(
  connection: NatsConnection,
  { subject, data, headers, info }: JsMsg,
  { code, detail }: { readonly code: string; readonly detail: string },
): Promise<void> {
  const copy = newHeaders()
  for (const name of headers?.keys() ?? [])
    if (name !== messageIdHeader) copy.append(name, headers?.get(name) ?? '')
  copy.set('dlq_reason', code)
  copy.set('dlq_detail', detail.slice(0, 2_000).replace(/[\r\n]+/g, ' '))
  await jetstream(connection).publish(deadSubject(subject), data, {
    headers: copy,
    msgID: `${info.stream}-${info.streamSequence}`,
    timeout: publishWithinMs,
  })
}

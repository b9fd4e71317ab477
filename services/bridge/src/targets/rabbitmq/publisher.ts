import type { Outgoing, Sent } from '../port.ts'
import type { Link, Session } from './link.ts'
import { exchangeOf, propertiesOf } from './message.ts'

/** A quorum queue that is being restored after a crash takes some seconds to answer. */
const confirmWithinMs = 10_000

const confirmed: Sent = { status: 'confirmed' }
const failed = (detail: string): Sent => ({ status: 'failed', detail })

/**
 * Sends events with publisher confirms. A message that no queue takes is confirmed too: before that it comes back, as
 * it is mandatory, https://www.rabbitmq.com/docs/publishers#unroutable. Such an event has failed: it waits for its queue.
 */
export function createPublish(link: Link): (events: readonly Outgoing[]) => Promise<readonly Sent[]> {
  return async events => {
    let session: Session
    try {
      session = await link.session()
    } catch (error) {
      const outcome = failed(`RabbitMQ does not answer: ${(error as Error).message}`)
      return events.map(() => outcome)
    }
    return await send(session, events)
  }
}

/** The ids of the messages of a session that came back, until they are confirmed. */
const returned = new WeakMap<Session, Set<string>>()

function returnedIn(session: Session): Set<string> {
  const known = returned.get(session)
  if (known !== undefined) return known
  const ids = new Set<string>()
  session.channel.on('return', ({ properties }) => ids.add(properties.messageId))
  returned.set(session, ids)
  return ids
}

function send(session: Session, events: readonly Outgoing[]): Promise<readonly Sent[]> {
  const { channel } = session
  const unroutable = returnedIn(session)
  return new Promise(resolve => {
    const outcomes = new Array<Sent | undefined>(events.length)
    let open = events.length
    const settle = (i: number, outcome: Sent) => {
      if (outcomes[i] !== undefined) return
      outcomes[i] = outcome
      if (--open > 0) return
      clearTimeout(timer)
      resolve(outcomes as Sent[])
    }
    const timer = setTimeout(() => {
      void session.end() // what is confirmed after that would be taken for what is sent next
      const late = failed(`RabbitMQ did not confirm within ${confirmWithinMs / 1_000} s.`)
      for (let i = 0; i < events.length; i++) settle(i, late)
    }, confirmWithinMs)
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as Outgoing
      const { domain, name, value } = event
      try {
        channel.publish(exchangeOf(domain), name, value, propertiesOf(event), error => {
          if (error) return settle(i, whyNot(error, event, session))
          settle(i, unroutable.size > 0 && unroutable.delete(event.id) ? failed(noQueue(event)) : confirmed)
        })
      } catch (error) {
        settle(i, whyNotSent(error as Error, session))
      }
    }
  })
}

const noQueue = ({ domain, name }: Outgoing) =>
  `No queue is bound to the exchange ${exchangeOf(domain)} with the routing key ${name}: the event waits until one is.`

/** A message that is too large closes its channel, and the reason says what would not have been. */
function whyNot(error: Error, { value }: Outgoing, session: Session): Sent {
  const reason = session.reason ?? error.message
  const limit = Number(/message size \d+ is larger than configured max size (\d+)/.exec(reason)?.[1])
  return value.length > limit
    ? {
        status: 'refused',
        code: 'TOO_LARGE',
        detail: `It has ${value.length} bytes; RabbitMQ takes ${limit}.`,
      }
    : failed(`RabbitMQ did not take it: ${reason}`)
}

/** What cannot be written as AMQP has it never can; anything else is that the channel is closed. */
function whyNotSent(error: Error, session: Session): Sent {
  if (session.reason !== undefined || error.name === 'IllegalOperationError') return failed(error.message)
  return { status: 'refused', code: 'NOT_ENCODABLE', detail: `AMQP cannot hold it: ${error.message}` }
}

import { createInbox, errors, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { Outgoing, Sent } from '../port.ts'
import type { Link } from './link.ts'
import { headersOf } from './message.ts'
import { streamOf } from './streams.ts'

const confirmWithinMs = 5_000
/** Events that are sent and not acknowledged, of one call. */
const window = 500

const confirmed: Sent = { status: 'confirmed' }
const failed = (detail: string): Sent => ({ status: 'failed', detail })
const refused = (code: string, detail: string): Sent => ({ status: 'refused', code, detail })

export interface Publisher {
  publish(events: readonly Outgoing[]): Promise<readonly Sent[]>
  /** Nothing that was sent is acknowledged any more. */
  lost(): void
}

/**
 * Publishes events to JetStream, many at a time. All acknowledgements come to one subscription: the client's own
 * `publish` is a request with a timer and a race of promises for each, at four times the processor time (ADR 44).
 */
export function createPublisher(link: () => Link): Publisher {
  const waiting = new Map<string, (answer: Msg | undefined) => void>()
  const inboxes = new WeakMap<NatsConnection, string>()
  let sent = 0

  function inboxOf(connection: NatsConnection): string {
    const known = inboxes.get(connection)
    if (known !== undefined) return known
    const inbox = `${createInbox()}.`
    connection.subscribe(`${inbox}*`, {
      callback: (error, answer) => {
        if (error === null) waiting.get(answer.subject.slice(inbox.length))?.(answer)
      },
    })
    inboxes.set(connection, inbox)
    return inbox
  }

  /** Sends what fits the window; resolves when each has its outcome, or the time is up. */
  function send(connection: NatsConnection, events: readonly Outgoing[], withinMs: number): Promise<Sent[]> {
    const inbox = inboxOf(connection)
    return new Promise(resolve => {
      const outcomes = new Array<Sent>(events.length)
      const open = new Map<string, number>()
      const settle = (token: string, outcome: Sent) => {
        outcomes[open.get(token) as number] = outcome
        waiting.delete(token)
        open.delete(token)
        if (open.size > 0) return
        clearTimeout(timer)
        resolve(outcomes)
      }
      const settleAll = (detail: string) => {
        for (const token of [...open.keys()]) settle(token, failed(detail))
      }
      const timer = setTimeout(
        settleAll,
        withinMs,
        `NATS did not acknowledge within ${confirmWithinMs / 1_000} s.`,
      )
      const first = sent
      for (let i = 0; i < events.length; i++) open.set(String(sent++), i)
      for (let i = 0; i < events.length; i++) {
        const event = events[i] as Outgoing
        const token = String(first + i)
        waiting.set(token, answer => {
          const outcome =
            answer === undefined ? failed('The connection to NATS was lost.') : outcomeOf(answer, event)
          if (answer?.headers?.code === noResponders) link().doubt()
          settle(token, outcome)
        })
        try {
          connection.publish(event.name, event.value, { reply: inbox + token, headers: headersOf(event) })
        } catch (error) {
          settle(token, whyNotSent(error, event, connection))
        }
      }
    })
  }

  return {
    async publish(events) {
      const until = performance.now() + confirmWithinMs
      const outcomes: Sent[] = []
      try {
        while (outcomes.length < events.length) {
          const connection = await link().ready()
          const leftMs = until - performance.now()
          if (leftMs <= 0) throw new Error(`it took more than ${confirmWithinMs / 1_000} s`)
          const next = events.slice(outcomes.length, outcomes.length + window)
          outcomes.push(...(await send(connection, next, leftMs)))
        }
        return outcomes
      } catch (error) {
        const outcome = failed(`NATS does not answer: ${(error as Error).message}`)
        return events.map((_, i) => outcomes[i] ?? outcome)
      }
    },
    lost() {
      for (const settle of [...waiting.values()]) settle(undefined)
    },
  }
}

const noResponders = 503
/** Of JetStream's errors those that are the message's fault: https://github.com/nats-io/nats-server/blob/v2.15.3/server/errors.json */
const messageTooLarge = 10054

function outcomeOf(answer: Msg, { name, domain }: Outgoing): Sent {
  if (answer.headers?.code === noResponders) {
    return failed(
      `No stream of NATS holds ${name}: the event waits until one does, ${streamOf(domain)} by rights.`,
    )
  }
  let ack: {
    readonly seq?: number
    readonly error?: { readonly err_code: number; readonly description: string }
  }
  try {
    ack = answer.json()
  } catch {
    return failed('NATS acknowledged with what is no JSON.')
  }
  const { error, seq } = ack
  if (error?.err_code === messageTooLarge)
    return refused('TOO_LARGE', `NATS does not take it: ${error.description}.`)
  if (error !== undefined) return failed(`NATS did not take it: ${error.description} (${error.err_code}).`)
  return seq === undefined ? failed('NATS acknowledged without a sequence.') : confirmed
}

function whyNotSent(error: unknown, { value }: Outgoing, { info }: NatsConnection): Sent {
  const { message } = error as Error
  if (!(error instanceof errors.InvalidArgumentError)) return failed(message)
  return message.includes('max_payload')
    ? refused('TOO_LARGE', `It has ${value.length} bytes; NATS takes ${info?.max_payload} with the headers.`)
    : refused('NOT_ENCODABLE', `NATS cannot hold it: ${message}`)
}

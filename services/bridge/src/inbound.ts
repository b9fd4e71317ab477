import { contractsOf } from '@orderflow/events'
import { type Republished, republish } from '@orderflow/messaging/batch'
import { DatabaseUnavailable, isDatabaseUnavailable } from '@orderflow/messaging/database'
import { MessagingError } from '@orderflow/messaging/errors'
import { decodeEvent, headerText, type Poison, toBinaryMode } from '@orderflow/messaging/events'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { assertSendable } from '@orderflow/messaging/outbox'
import type { Logger, Worker } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import type { BridgeMetrics } from './metrics.ts'
import type { Incoming, Taken, Target } from './targets/port.ts'
import { inbound, inboundTopic, isAttributeName, partitionKey } from './wire.ts'

const service = 'bridge'
const contracts = contractsOf({ consumes: inbound, publishes: {} })
const taken: Taken = { status: 'taken' }

export interface InboundOptions {
  readonly target: Target
  readonly pool: Pool
  readonly metrics: BridgeMetrics
  readonly logger: Logger
}

/**
 * Takes what other stacks publish onto Kafka: checked by the event's contract, under the id that it has, once each. An
 * event that no one here could read goes back as refused, with the reason. While the database is away all of them come
 * again later.
 */
export function startInbound({ target, pool, metrics, logger }: InboundOptions): Worker {
  const count = (outcome: string, by = 1) => metrics.taken.inc({ target: target.name, outcome }, by)

  async function take(messages: readonly Incoming[]): Promise<readonly Taken[]> {
    const read = messages.map(readIncoming)
    const events = read.filter(one => 'message' in one)
    const fresh = events.length === 0 ? new Set() : await publish(events)
    const published = new Set(events.map(({ id }) => id).filter(id => fresh.has(id))).size
    count('published', published)
    count('duplicate', events.length - published)
    return read.map(one => {
      if ('message' in one) return taken
      count('refused')
      logger.warn({ target: target.name, ...one }, 'an event of another stack was refused')
      return one
    })
  }

  const publish = (events: readonly Republished[]) =>
    republish(pool, service, events).catch(error => {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error
    })

  return target.subscribe(take)
}

type Refused = Extract<Taken, { status: 'refused' }>

/** An event of another stack as it is to lie on its topic, in the mode in which it came, or why it cannot. Never throws. */
export function readIncoming(incoming: Incoming): Republished | Refused {
  const headers = headersOf(incoming)
  const sent: KafkaRecord = {
    ...{ topic: '', partition: 0, offset: '0', key: null, timestamp: String(Date.now()) },
    ...{ headers, value: incoming.value },
  }
  const binary = toBinaryMode(sent)
  if ('poison' in binary) return refused(binary.poison)
  const type = headerText(binary.record.headers, 'ce_type') ?? ''
  const topic = inboundTopic(type)
  const contract = topic === undefined ? undefined : contracts.consumed(topic)
  if (topic === undefined || contract === undefined) {
    const known = Object.keys(inbound).join(', ')
    const detail = `The type is "${type.slice(0, 60)}"; what is taken is ${known}.`
    return refused({ code: 'TYPE_UNEXPECTED', detail })
  }
  const input = decodeEvent({ ...sent, topic }, contract)
  if ('poison' in input) return refused(input.poison)
  const message = { topic, key: contract.keyOf(input.data), value: incoming.value, headers }
  try {
    assertSendable(message)
  } catch (error) {
    if (error instanceof MessagingError) return refused({ code: error.code, detail: error.message })
    throw error
  }
  return { id: input.id, message }
}

const refused = ({ code, detail }: Poison): Refused => ({ status: 'refused', code, detail })

/** Attributes as Kafka's binding has them; the key goes where keys are. The trace stands there by its plain names too. */
function headersOf({ attributes, contentType }: Incoming): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': contentType || 'application/json' }
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== partitionKey && isAttributeName(name)) headers[`ce_${name}`] = value
  }
  if (headers.ce_traceparent !== undefined) headers.traceparent = headers.ce_traceparent
  if (headers.ce_tracestate !== undefined) headers.tracestate = headers.ce_tracestate
  return headers
}

import { type Contract, contractOfTopic } from '@orderflow/events'
import { toDelivery } from '@orderflow/messaging/consumer'
import type { Consumed } from '@orderflow/messaging/events'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { MatchersV3, Pact } from '@pact-foundation/pact'
import { completed, isObject } from './fields.ts'
import { describePair, type StatedPair } from './interactions.ts'
import type { Participant, World } from './participants.ts'

const { eachLike, integer, like, regex } = MatchersV3

/** A message as a pact gives it to its consumer. */
export interface Received {
  readonly contents: unknown
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Writes a pair's interaction into `dir/<consumer>-<provider>.json`, once `handle` has taken the message that
 * follows from it.
 */
export async function writePact(dir: string, pair: StatedPair, handle: (message: Received) => void) {
  const { consumer, provider, type, topic, uses } = pair
  await new Pact({ consumer, provider, dir, logLevel: 'error' })
    .addAsynchronousInteraction()
    .expectsToReceive(describePair(pair), message =>
      message.withJSONContent(matchersOf(uses)).withMetadata({
        ce_specversion: '1.0',
        ce_id: regex(
          '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
          '018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e70',
        ),
        ce_source: like(`/services/${provider}`),
        ce_type: type,
        // A consumer can do without it; where it stands, it must not be another version's.
        ce_dataschema: contractOfTopic(topic)?.dataSchema ?? '',
      }),
    )
    .executeTest(async ({ contents, metadata }) =>
      handle({ contents: contents.content, headers: metadata as Record<string, string> }),
    )
}

/** The data as Pact's matchers: each field of the same type, whole numbers whole, at least one item. */
function matchersOf(data: unknown): unknown {
  if (Array.isArray(data)) return eachLike(matchersOf(data[0]))
  if (Number.isInteger(data)) return integer(data as number)
  if (!isObject(data)) return like(data)
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, matchersOf(value)]))
}

/**
 * What the consumer makes of a message: through its decoding, validation and upcasting, to its decider. A pact
 * has only the fields that are used; what else the schema demands comes from the schema's example.
 *
 * @throws if the consumer cannot read it
 */
export function outcomeOf(consumer: Participant, pair: StatedPair, { contents, headers }: Received): object {
  const { schema } = contractOfTopic(pair.topic) as Contract
  const { examples } = schema as { readonly examples: readonly unknown[] }
  const value = Buffer.from(JSON.stringify(completed(contents, examples[0])))
  const place = { topic: pair.topic, partition: 0, offset: '0', key: null, timestamp: '0' }
  const record: KafkaRecord = { ...place, value, headers }
  const delivery = toDelivery(record, consumer.contracts)
  if ('poison' in delivery) throw new Error(`${delivery.poison.code}: ${delivery.poison.detail}`)
  return decided(consumer, pair, delivery.input.data)
}

/** What the decider makes of data that have nothing but these fields, whatever their schema would say. */
export function outcomeWithOnly(consumer: Participant, pair: StatedPair, data: unknown): object {
  const contract = consumer.contracts.consumed(pair.topic) as Consumed
  return decided(consumer, pair, contract.upcast(data))
}

function decided({ decide, outcome }: Participant, { type, need }: StatedPair, data: unknown): object {
  const world: World = need.given()
  const input = { ...trail, type, data }
  const decision = decide[type]?.(world, input) ?? {}
  for (const rows of Object.values(world)) rows.commit(input)
  return outcome(world, decision)
}

/** Of every input in the tests of pacts. */
export const trail = {
  id: '018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e71',
  at: '2026-01-15T10:30:00.000Z',
  correlationId: '018f4e2a-7c1d-7b3e-9a54-3f2b6d8c1e72',
  initiator: 'customer',
}

import { describe } from '../errors.ts'
import { asText, deadLetter } from '../events/dead-letters.ts'
import { CommandReplies, findReplies, keepReplies } from '../inbox/command-keys.ts'
import { type KeepOptions, keepNew } from '../inbox/inbox.ts'
import { append } from '../outbox/append.ts'
import type { OutboxMessage } from '../outbox/outbox.ts'
import type { Span } from '../tracing/tracer.ts'
import type { Emission, Input, WorkingSet } from '../types/decider.ts'
import type { CommandKey, Delivery, Outcome } from '../types/delivery.ts'
import type { Poison } from '../types/poison.ts'
import type { Statement, Tx } from '../types/statement.ts'
import type { SetAside, Store } from '../types/store.ts'
import { decideInput } from './decide.ts'
import { encodeEmission } from './emissions.ts'
import type { Service } from './service.ts'

/** What became of a batch's deliveries, and what is still to be written in its transaction for that to be so. */
export interface DecidedBatch<World = unknown> {
  /** One for each delivery, in their order. */
  readonly outcomes: readonly Outcome[]
  /** Rows, then messages; to be executed in this order. */
  readonly writes: readonly Statement[]
  /** Whether messages are among them. */
  readonly publishes: boolean
  /** What is recorded of the messages in it, to be ended once they are committed. */
  readonly created: readonly Span[]
  /** The rows that were loaded, with their changes; undefined if no input needed any. */
  readonly world: World | undefined
}

/**
 * One batch, one transaction: the only way that a service changes.
 *
 * Inbox, load, decide, save, outbox, in this order: ids first, so that a message delivered twice waits
 * here for the transaction that has it; rows locked before outbox numbers are taken, so that numbers
 * follow decisions. What did not come from a topic is not in the inbox: nobody redelivers a gateway's answer, and a
 * command that may be sent again says so by its key, which is kept with the reply. Statements that do not need each
 * other's answers go out together: inbox, keys and load here, and what is returned together with the commit. Throws whatever the database throws first.
 * @param options what the inbox is told of the deliveries from topics
 */
export async function decideBatch<World extends { readonly [name: string]: WorkingSet }>(
  tx: Tx,
  service: Service<World>,
  deliveries: readonly Delivery[],
  options?: KeepOptions,
): Promise<DecidedBatch<World>> {
  const at = service.now().toISOString()
  const { memory } = service.store
  const isInRows = (delivery: Delivery) =>
    memory !== undefined &&
    'input' in delivery &&
    delivery.origin !== undefined &&
    memory.keeps(delivery.input)
  const inRows = deliveries.map(isInRows)
  const received = deliveries.flatMap(({ id, origin }, i) => (origin === undefined || inRows[i] ? [] : [id]))
  const inputs = deliveries.map(delivery => ('input' in delivery ? { ...delivery.input, at } : undefined))
  const wanted = inputs.filter(input => input !== undefined)
  const [fresh, world, kept] = await Promise.all([
    keepNew(tx, service.name, received, options),
    wanted.length > 0 ? service.store.load(tx, wanted) : undefined,
    findReplies(tx, deliveries.flatMap(keyOf)),
  ])
  const replies = new CommandReplies(kept)
  const messages: OutboxMessage[] = []
  const outcomes = deliveries.map((delivery, i): Outcome => {
    const isNew = inRows[i]
      ? memory?.knows(world as World, inputs[i] as Input) === false
      : delivery.origin === undefined || fresh.delete(delivery.id)
    if (!isNew) return { status: 'duplicate' }
    if ('poison' in delivery) return toDeadLetters(service, delivery, delivery.poison, at, messages)
    const { key } = delivery
    const known = key && replies.outcomeOf(key)
    if (known !== undefined) return known
    const input = inputs[i] as Input
    const outcome = decideOne(service, world as World, input, delivery, messages)
    // A refusal is a decision too: the same key has one answer, whatever comes later.
    if (key !== undefined && 'reply' in outcome) replies.keep(key, input.type, outcome.reply)
    return outcome
  })

  if (world !== undefined) {
    for (const { emission, by } of service.store.conclude?.(world, at) ?? []) {
      messages.push(...encodeEmission(service, emission, by))
    }
  }
  const changes = world === undefined ? [] : service.store.save(world)
  const created = messages.flatMap(({ span }) => span ?? [])
  const remembered = outcomes.some(isDeadLettered)
    ? rememberSetAside(service.store, deliveries, outcomes)
    : []
  const published = append(messages, service.outboxShards?.())
  const writes = [...changes, ...keepReplies(replies.added()), ...remembered, ...published]
  return { outcomes, writes, publishes: messages.length > 0, created, world }
}

const isDeadLettered = ({ status }: Outcome) => status === 'dead-lettered'

/** Only what has a key that the database can hold: the others are about nothing that a service has rows of. */
function rememberSetAside(
  store: Pick<Store<never>, 'setAside'>,
  deliveries: readonly Delivery[],
  outcomes: readonly Outcome[],
): readonly Statement[] {
  const setAside = deliveries.flatMap(({ origin }, i): SetAside[] => {
    const dead = origin !== undefined && isDeadLettered(outcomes[i] as Outcome)
    const key = dead ? asText(origin.key) : null
    if (key === null || origin === undefined) return []
    const { topic, partition, offset } = origin
    return [{ topic, partition, offset, key }]
  })
  return setAside.length > 0 ? (store.setAside?.(setAside) ?? []) : []
}

const keyOf = (delivery: Delivery): CommandKey[] =>
  'key' in delivery && delivery.key !== undefined ? [delivery.key] : []

/** Decides one input. If that throws, its changes are discarded and it becomes a dead letter; the batch goes on. */
function decideOne<World extends { readonly [name: string]: WorkingSet }>(
  service: Service<World>,
  world: World,
  input: Input,
  delivery: Delivery,
  messages: OutboxMessage[],
): Outcome {
  const encode = (emission: Emission) => encodeEmission(service, emission, input)
  const decided = decideInput(service, world, input, encode)
  if ('error' in decided) {
    const { error } = decided
    if (delivery.origin === undefined) return { status: 'failed', error }
    return toDeadLetters(
      service,
      delivery,
      { code: 'DECIDE_FAILED', detail: describe(error) },
      input.at,
      messages,
    )
  }
  messages.push(...decided.messages)
  const { ignored, reply } = decided.decision
  return ignored === undefined ? { status: 'applied', reply } : { status: 'ignored', reason: ignored, reply }
}

/** Sends a message to the dead letters, through the outbox. */
export function toDeadLetters(
  service: { readonly name: string },
  delivery: Delivery,
  poison: Poison,
  at: string,
  messages: OutboxMessage[],
): Outcome {
  if (delivery.origin !== undefined) {
    messages.push(deadLetter(delivery.origin, service.name, poison, at, delivery.id))
  }
  return { status: 'dead-lettered', poison }
}

import { encodeEvent } from './cloudevents.ts'
import { type CommandKey, CommandReplies, findReplies, keepReplies } from './command-keys.ts'
import type { Contracts, Published } from './contracts.ts'
import { asText, deadLetter } from './dead-letters.ts'
import { describe, MessagingError } from './errors.ts'
import { keepNew } from './inbox.ts'
import { append, assertSendable, type OutboxMessage } from './outbox.ts'
import { startCreate } from './tracing/message-spans.ts'
import { contextOf } from './tracing/trace-context.ts'
import type { Span, Tracer } from './tracing/tracer.ts'
import type {
  Decider,
  Decision,
  Delivery,
  Emission,
  Input,
  Outcome,
  Poison,
  SetAside,
  Statement,
  Store,
  Tx,
  WorkingSet,
} from './types.ts'

/** A service as its shell sees it: a name, a table of decisions, and how its rows are kept. */
export interface Service<World extends { readonly [name: string]: WorkingSet }> {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: each row of the table has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  readonly store: Store<World>
  readonly contracts: Contracts
  /** The clock and the source of event ids; tests and simulations bring their own. */
  readonly now: () => Date
  readonly newId: () => string
  /** Records the creation of messages; none and nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

/** What became of a batch's deliveries, and what is still to be written in its transaction for that to be so. */
export interface DecidedBatch<World = unknown> {
  /** One for each delivery, in their order. */
  readonly outcomes: readonly Outcome[]
  /** Rows, then messages; to be executed in this order. */
  readonly writes: readonly Statement[]
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
 */
export async function decideBatch<World extends { readonly [name: string]: WorkingSet }>(
  tx: Tx,
  service: Service<World>,
  deliveries: readonly Delivery[],
): Promise<DecidedBatch<World>> {
  const at = service.now().toISOString()
  const received = deliveries.filter(delivery => delivery.origin !== undefined)
  const inputs = deliveries.map(delivery => ('input' in delivery ? { ...delivery.input, at } : undefined))
  const wanted = inputs.filter(input => input !== undefined)
  const [fresh, world, kept] = await Promise.all([
    keepNew(
      tx,
      service.name,
      received.map(delivery => delivery.id),
    ),
    wanted.length > 0 ? service.store.load(tx, wanted) : undefined,
    findReplies(tx, deliveries.flatMap(keyOf)),
  ])
  const replies = new CommandReplies(kept)
  const messages: OutboxMessage[] = []
  const outcomes = deliveries.map((delivery, i): Outcome => {
    const isNew = delivery.origin === undefined || fresh.delete(delivery.id)
    if (!isNew) return { status: 'duplicate' }
    if ('poison' in delivery) return bury(service, delivery, delivery.poison, at, messages)
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
  const writes = [...changes, ...keepReplies(replies.added()), ...remembered, ...append(messages)]
  return { outcomes, writes, created, world }
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

/** Decides one input. If that throws, its changes are discarded and it is buried; the batch goes on. */
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
    return bury(service, delivery, { code: 'DECIDE_FAILED', detail: describe(error) }, input.at, messages)
  }
  messages.push(...decided.messages)
  const { ignored, reply } = decided.decision
  return ignored === undefined ? { status: 'applied', reply } : { status: 'ignored', reason: ignored, reply }
}

/** What came of deciding one input: its decision with the messages that say it, or what was thrown. */
export type Decided<Message> =
  | { readonly decision: Decision; readonly messages: readonly Message[] }
  | { readonly error: unknown }

/**
 * Decides one input and keeps what it changed in the world; if the decision throws, or `encode` refuses one
 * of its events, all of that is discarded. Without I/O: the simulator goes through here too. Never throws.
 */
export function decideInput<World extends { readonly [name: string]: WorkingSet }, Message>(
  service: Pick<Service<World>, 'name' | 'decide'>,
  world: World,
  input: Input,
  encode: (emission: Emission) => readonly Message[],
): Decided<Message> {
  try {
    const decide = service.decide[input.type]
    if (decide === undefined) {
      throw new MessagingError('INPUT_UNKNOWN', `${service.name} has no decision for ${input.type}.`)
    }
    const decision = decide(world, input)
    const messages = (decision.events ?? []).flatMap(encode)
    for (const rows of Object.values(world)) rows.commit(input)
    return { decision, messages }
  } catch (error) {
    for (const rows of Object.values(world)) rows.rollback()
    return { error }
  }
}

/**
 * An emission as messages: one, or one for each version that is published, with the same id. What no schema
 * allows throws here, within the transaction of the input that would have caused it.
 */
export function encodeEmission(
  service: Pick<Service<never>, 'name' | 'contracts' | 'newId' | 'tracer'>,
  emission: Emission,
  cause: Input,
): OutboxMessage[] {
  const context = { id: service.newId(), source: `/services/${service.name}`, cause }
  return statedInVersions(service, emission).map(({ version, data, copyOf }) => {
    const span = startCreate(service.tracer, { topic: version.topic, id: context.id, cause })
    const trace = span && contextOf(span)
    const message = encodeEvent(version, { ...emission, data }, { ...context, copyOf, trace })
    assertSendable(message)
    return span === undefined ? message : { ...message, span }
  })
}

/** An emission as one published version says it. */
export interface Stated {
  readonly version: Published
  readonly data: unknown
  /** For an older version: the schema of the newest one that is published. */
  readonly copyOf: string | undefined
}

/** An emission in every version that the service publishes, the newest first; throws for what no schema allows. */
export function statedInVersions(
  { name, contracts }: Pick<Service<never>, 'name' | 'contracts'>,
  { type, data: stated }: Emission,
): Stated[] {
  const versions = contracts.published(type)
  const [newest] = versions
  if (newest === undefined) throw new MessagingError('EVENT_UNKNOWN', `${name} does not publish ${type}.`)
  return versions.map(version => ({
    version,
    data: validData(name, version, stated),
    copyOf: version === newest ? undefined : newest.dataSchema,
  }))
}

function validData(service: string, contract: Published, stated: unknown): unknown {
  const data = contract.downcast(stated)
  const invalid = contract.validationError(data)
  if (invalid === undefined) return data
  throw new MessagingError(
    'EVENT_INVALID',
    `${service} would publish an invalid ${contract.type} on ${contract.topic}: ${invalid}`,
  )
}

/** Sends a message to the dead letters, through the outbox. */
export function bury(
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

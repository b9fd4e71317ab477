import { encodeEvent } from './cloudevents.ts'
import type { Contracts, Published } from './contracts.ts'
import { deadLetter } from './dead-letters.ts'
import { describe, MessagingError } from './errors.ts'
import { keepNew } from './inbox.ts'
import { append, assertSendable, type OutboxMessage } from './outbox.ts'
import type {
  Decider,
  Decision,
  Delivery,
  Emission,
  Input,
  Outcome,
  Poison,
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
}

/** What became of a batch's deliveries, and what is still to be written in its transaction for that to be so. */
export interface DecidedBatch<World = unknown> {
  /** One for each delivery, in their order. */
  readonly outcomes: readonly Outcome[]
  /** Rows, then messages; to be executed in this order. */
  readonly writes: readonly Statement[]
  /** The rows that were loaded, with their changes; undefined if no input needed any. */
  readonly world: World | undefined
}

/**
 * One batch, one transaction: the only way that a service changes.
 *
 * Inbox, load, decide, save, outbox, in this order: ids first, so that a message delivered twice waits
 * here for the transaction that has it; rows locked before outbox numbers are taken, so that numbers
 * follow decisions. What did not come from a topic (a command, a gateway's answer) is not in the inbox:
 * nobody redelivers it. Statements that do not need each other's answers go out together: inbox and load here,
 * and what is returned together with the commit. Throws whatever the database throws first.
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
  const [fresh, world] = await Promise.all([
    keepNew(
      tx,
      service.name,
      received.map(delivery => delivery.id),
    ),
    wanted.length > 0 ? service.store.load(tx, wanted) : undefined,
  ])
  const messages: OutboxMessage[] = []
  const outcomes = deliveries.map((delivery, i): Outcome => {
    const isNew = delivery.origin === undefined || fresh.delete(delivery.id)
    if (!isNew) return { status: 'duplicate' }
    if ('poison' in delivery) return bury(service, delivery, delivery.poison, at, messages)
    return decideOne(service, world as World, inputs[i] as Input, delivery, messages)
  })

  if (world !== undefined) {
    for (const { emission, by } of service.store.conclude?.(world, at) ?? []) {
      messages.push(...encodeEmission(service, emission, by))
    }
  }
  const changes = world === undefined ? [] : service.store.save(world)
  return { outcomes, writes: [...changes, ...append(messages)], world }
}

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
  service: Pick<Service<never>, 'name' | 'contracts' | 'newId'>,
  emission: Emission,
  cause: Input,
): OutboxMessage[] {
  const context = { id: service.newId(), source: `/services/${service.name}`, cause }
  return statedInVersions(service, emission).map(({ version, data, copyOf }) => {
    const message = encodeEvent(version, { ...emission, data }, { ...context, copyOf })
    assertSendable(message)
    return message
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

import type { Span } from '@opentelemetry/api'
import type { CommandKey } from './command-keys.ts'
import type { Undecodable } from './kafka/undecodable.ts'

/**
 * The words of this package.
 *
 * - Input: anything that can change a service: an event, a command, a deadline, a gateway's answer.
 * - World: the rows that a batch of inputs needs, as working sets; deciders read and change it.
 * - Decision: what a decider makes of one input: events to publish, perhaps a reply.
 * - Emission: an event as a decider states it; the shell adds id, time and the chain of causes.
 * - Delivery: one unit of work handed to the processor: an input, or a message that no one can read.
 */

/** Who caused what, carried from event to event. */
export interface Trail {
  /** One id for all that follows from one request. */
  readonly correlationId: string
  /** Who or what started the chain: `customer`, `operator`, `deadline`. */
  readonly initiator: string
  /** W3C trace context of the step that produced this input; where that is recorded, of the step that handles it. */
  readonly traceparent?: string | undefined
  /** What tracing systems add to it of their own. */
  readonly tracestate?: string | undefined
}

/** What an event says of itself beside its data, for those who keep events as such: a read model, a journey. */
export interface EventFacts {
  /** The topic that it lay on, which may be that of an older version. */
  readonly topic: string
  /** Who published it: `/services/order`. */
  readonly source: string
  /** When it happened, ISO 8601; when it was published where it does not say. */
  readonly time: string
  /**
   * When its record was sent, in milliseconds since 1970, by its producer's clock: the same wherever and whenever it is
   * read, and no more than an hour ahead of the broker's clock, which refuses more.
   */
  readonly sentAt?: number | undefined
  /** The version of its aggregate after the change that it reports. */
  readonly sequence?: number | undefined
  /** The id of the input that caused it. */
  readonly causationId?: string | undefined
  /** W3C trace context of the step that published it, as it says it itself: the same wherever and whenever it is read. */
  readonly traceparent?: string | undefined
}

/** Anything that can change a service. Time and ids come in with it, so that `decide` stays pure. */
export interface Input<Data = unknown> extends Trail {
  /** UUID. An event's own id, or a new UUIDv7 for a command. */
  readonly id: string
  readonly type: string
  readonly data: Data
  /** When the batch decides, ISO 8601 in UTC. */
  readonly at: string
  /** Of an event from a topic; nothing of what came another way. */
  readonly event?: EventFacts | undefined
}

/** An event as a decider states it. */
export interface Emission<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
  /**
   * The version of the aggregate after the change that this event reports: 1 or more, and more than that of every
   * earlier event of this service about the same key, in the same decision too.
   */
  readonly sequence: number
}

/** Why an input changed nothing: it was seen before, came too late, or does not concern this state. */
export type Ignored = 'duplicate' | 'late' | 'not-ours'

/** What a decider makes of one input. An input that changes nothing says why. */
export interface Decision<Events extends Emission = Emission, Reply = unknown> {
  readonly events?: readonly Events[]
  readonly reply?: Reply
  readonly ignored?: Ignored
}

/** A pure function of one input: it may change rows in `world`, and touches nothing else. */
export type Decide<World, Data, Events extends Emission = Emission> = (
  world: World,
  input: Input<Data>,
) => Decision<Events>

/**
 * All that a service reacts to, as a table: one row per type of input. A missing row does not compile.
 * The decider pattern: event-driven-io/emmett, after Jérémie Chassaing's "Functional Event Sourcing Decider".
 */
export type Decider<World, Reactions, Events extends Emission = Emission> = {
  readonly [Type in keyof Reactions]: Decide<World, Reactions[Type], Events>
}

/** Part of a world whose changes by one input are kept or discarded as a whole. */
export interface WorkingSet {
  /** Keeps what was staged; `by` is the input that did it. */
  commit(by: Input): void
  /** Discards what was staged since the last commit. */
  rollback(): void
}

/** A statement and its parameters; one with a name is prepared once per connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

/** The part of `pg` that stores use: a client inside the batch's transaction. */
export interface Tx {
  query<Row = Record<string, unknown>>(
    statement: Statement,
  ): Promise<{ rows: Row[]; rowCount: number | null }>
}

/** How a service keeps its state: set-based, a statement or two each way, however many inputs. */
export interface Store<World> {
  /**
   * Reads all rows that these inputs may need and locks them in key order. Statements that do not need each
   * other's answers are sent together (`Promise.all`).
   */
  load(tx: Tx, inputs: readonly Input[]): Promise<World>
  /** What writes the rows that were changed, and only those; executed in this order, in one round trip. Pure. */
  save(world: World): readonly Statement[]
  /**
   * Events about the batch as a whole, once after its last decision: at most one per aggregate,
   * however often it changed. Pure.
   */
  conclude?(world: World, at: string): readonly Concluded[]
  /**
   * What remembers the messages of this batch that have become dead letters, in its transaction: for a service in which
   * a step that is missing leaves an order half done. Not asked if there are none. Pure.
   */
  setAside?(messages: readonly SetAside[]): readonly Statement[]
}

/** A message that has become a dead letter: where it lay, and its key. */
export interface SetAside extends Pick<KafkaRecord, 'topic' | 'partition' | 'offset'> {
  readonly key: string
}

/** An event about a whole batch, with the last input that caused it. */
export interface Concluded {
  readonly emission: Emission
  readonly by: Input
}

export type RecordHeader = Buffer | string | null

/** A message as it lay on a topic. */
export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** A header that occurs twice arrives as an array; one without a value as null. */
  readonly headers: Readonly<Record<string, RecordHeader | RecordHeader[] | undefined>>
  /** Milliseconds since 1970, set by the producer. */
  readonly timestamp: string
  /** Set if this is a whole batch that cannot be decoded: `value` are its bytes, and `offset` is that of its last record. */
  readonly undecodable?: Undecodable
}

/** Why a message cannot be processed: a stable code, and a sentence for the person who looks at it. */
export interface Poison {
  readonly code: string
  readonly detail: string
}

/**
 * One unit of work; `id`, a UUID, is the inbox's key. `origin` is the Kafka message behind it, kept for its dead letter.
 * `key` is what a command that may be sent again is known by.
 * `span` is its place in a trace, if that is recorded: whoever has begun it ends it.
 */
export type Delivery = { readonly id: string; readonly span?: Span | undefined } & (
  | {
      readonly input: Omit<Input, 'at'>
      readonly origin?: KafkaRecord
      readonly key?: CommandKey | undefined
    }
  | { readonly poison: Poison; readonly origin: KafkaRecord }
)

/** What became of a delivery once its transaction was committed. */
export type Outcome =
  | { readonly status: 'applied'; readonly reply?: unknown }
  | { readonly status: 'ignored'; readonly reason: Ignored; readonly reply?: unknown }
  | { readonly status: 'duplicate' }
  /** A command that was decided before: what it led to then. */
  | { readonly status: 'replayed'; readonly reply?: unknown }
  /** A command whose key stands for something else. Nothing was decided. */
  | { readonly status: 'key-reused' }
  | { readonly status: 'dead-lettered'; readonly poison: Poison }
  /** A command that could not be decided: it has no topic to be dead-lettered to. */
  | { readonly status: 'failed'; readonly error: unknown }

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
  /** Of the versions in which the service publishes such events, those that tell this one; all unless told. */
  readonly versions?: readonly number[]
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

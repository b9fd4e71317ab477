/**
 * What this package needs to know of one version of an event: a part of what the contracts of
 * `@orderflow/event-contracts` are, and all that those of another source have to be.
 */
export interface Contract {
  readonly type: string
  readonly topic: string
  /** URI of the schema that the data follow. */
  readonly dataSchema: string
  /** The Kafka key of an event with these data. */
  keyOf(data: unknown): string
  /** One readable line on what is wrong with the data; undefined when nothing is. Never throws. */
  validationError(data: unknown): string | undefined
}

/** A version as a service publishes it. */
export interface Published extends Contract {
  /** What the decider states, as this version says it. Throws if this version cannot say it. */
  downcast(data: unknown): unknown
}

/** A version as a service consumes it. */
export interface Consumed extends Contract {
  /** The topic keeps the newest event of each key for ever, and a record without a value deletes its key. */
  readonly compacted?: boolean
  /** Later versions that the service reads as well, up to the one that its decider takes; none if it is that. */
  readonly later: readonly Contract[]
  /** The moment that a text states, as `Date.toISOString` writes it; undefined if events do not take it as a time. */
  instantOf(text: string): string | undefined
  /** Valid data of this version as the last of `later`. */
  upcast(data: unknown): unknown
}

/** What a service publishes and consumes. */
export interface Contracts {
  /** The versions in which an event is published, the newest first; none if the service does not publish it. */
  published(type: string): readonly Published[]
  consumed(topic: string): Consumed | undefined
}

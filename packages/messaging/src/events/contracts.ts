import type * as library from '@orderflow/event-contracts'

/**
 * What this package needs to know of one version of an event: a part of what the contracts of
 * `@orderflow/event-contracts` are, and all that those of another source have to be.
 */
export type Contract = Pick<library.Contract, 'type' | 'topic' | 'dataSchema' | 'keyOf' | 'validationError'>

/** A version as a service publishes it. */
export type Published = Contract & Pick<library.Published, 'downcast' | 'version'>

/** A version as a service consumes it. */
export interface Consumed extends Contract, Pick<library.Consumed, 'instantOf' | 'upcast'> {
  /** The topic keeps the newest event of each key for ever, and a record without a value deletes its key. */
  readonly compacted?: boolean
  /** Later versions that the service reads as well, up to the one that its decider takes; none if it is that. */
  readonly later: readonly Contract[]
}

/** What a service publishes and consumes. */
export interface Contracts {
  /** The versions in which an event is published, the newest first; none if the service does not publish it. */
  published(type: string): readonly Published[]
  consumed(topic: string): Consumed | undefined
}

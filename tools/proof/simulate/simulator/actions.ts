/** One step of a schedule. Names and numbers, no references: it can be written to a file and taken again. */
export type Action = Send | Batch | Relay | Ask | Rewind | Forget | SetAside | Redrive | Deploy

/** A person or the clock does what the scenario says: it waits at a service's entry from now on. */
export interface Send {
  readonly do: 'send'
  /** The stimulus' id. */
  readonly stimulus: string
}

/** A service takes one batch through one transaction, or dies on the way. */
export interface Batch {
  readonly do: 'batch'
  readonly service: number
  /** What it takes, in this order. */
  readonly sources: readonly Source[]
  /**
   * `before-commit`: nothing has happened, the records come again. `after-commit`: everything has, but no
   * offset was committed and no reply was given, so the records come again too.
   */
  readonly crash?: 'before-commit' | 'after-commit' | undefined
}

/** The next records of a partition, or one input that waits at the entry. */
export type Source = Records | { readonly entry: string }

/** The next records of a partition; `topic` is its place among the service's topics. */
export interface Records {
  readonly topic: number
  readonly partition: number
  readonly count: number
}

/** The relay publishes the first rows of an outbox; if it dies before it deletes them, they are sent again. */
export interface Relay {
  readonly do: 'relay'
  readonly service: number
  readonly count: number
  readonly crash?: 'before-delete' | undefined
}

/** The payment service's worker calls the gateway for one request. */
export interface Ask {
  readonly do: 'ask'
  readonly request: string
  /** What becomes of the call: the gateway never gets it, or charges and its answer is lost, or comes twice. */
  readonly fate: 'answered' | 'question-lost' | 'answer-lost' | 'answered-twice'
}

/** A rebalance: a consumer reads the last records of a partition again. */
export interface Rewind {
  readonly do: 'rewind'
  readonly service: number
  readonly topic: number
  readonly partition: number
  readonly by: number
}

/** An inbox loses all that it knows, as if it had been kept for too short a time: the deciders must cope. */
export interface Forget {
  readonly do: 'forget'
  readonly service: number
}

/** A service cannot process the next record of a partition: it becomes a dead letter, and others go on. */
export interface SetAside {
  readonly do: 'set-aside'
  readonly service: number
  readonly topic: number
  readonly partition: number
}

/** A person sends a dead letter back, perhaps not for the first time; `letter` counts them from 0. */
export interface Redrive {
  readonly do: 'redrive'
  readonly letter: number
}

/** A service is brought back to the release before, or forward from it. */
export interface Deploy {
  readonly do: 'deploy'
  readonly service: number
  readonly release: 'previous' | 'current'
}

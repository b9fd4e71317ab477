/** What the relay does about a refusal. */
export interface Refusal {
  /** Kafka's number; undefined for one that this table does not have. */
  readonly code: number | undefined
  readonly name: string
  /**
   * `retry`: the broker's own state, over in seconds; tried again at short intervals.
   * `wait`: over when something is changed: a clock, a right, a setting, a quota; tried again at growing intervals.
   * `final`: only a person can end it; tried again when it is released.
   */
  readonly answer: 'retry' | 'wait' | 'final'
  /** What it is about, and so what is blocked: the key of one record, a partition, a topic, or everything. */
  readonly scope: 'record' | 'partition' | 'topic' | 'cluster'
  /** Why, or until when. */
  readonly why: string
}

export type Row = readonly [
  code: number,
  name: string,
  answer: Refusal['answer'],
  scope: Refusal['scope'],
  why: string,
]

/** What a target promises beyond the port, where they differ. The suite of the port holds each to its row. */
export interface Promises {
  /** Events of one key arrive in their order. */
  readonly ordered: boolean
  /** An event that is sent twice within the broker's window arrives once. */
  readonly deduplicates: boolean
  /** The value arrives byte by byte. Where not, it is the same JSON, written anew. */
  readonly verbatim: boolean
}

export const promises = {
  rabbitmq: { ordered: true, deduplicates: false, verbatim: true },
  eventbridge: { ordered: false, deduplicates: false, verbatim: false },
  nats: { ordered: true, deduplicates: true, verbatim: true },
} as const satisfies Readonly<Record<string, Promises>>

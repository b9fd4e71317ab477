/** What this package needs to know of an event; `@orderflow/event-contracts` is one source of it. */
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

export interface Contracts {
  byType(type: string): Contract | undefined
  byTopic(topic: string): Contract | undefined
}

/** A batch as some producer sends it; texts have a character for each byte. */
export interface KafkaCase {
  readonly [name: string]: unknown
  readonly topic: string
  /** Modulo the partitions that the topic has. */
  readonly partition: number
  /** One of the ways in which clients compress. */
  readonly compression: string
  /** The batch is part of a transaction that ends so; of none unless told. */
  readonly transaction?: 'committed' | 'aborted'
  /** `{id}` and `{key}` in their texts are filled in, each time anew. */
  readonly records: readonly FuzzedRecord[]
}

export interface FuzzedRecord {
  readonly key: string | null
  readonly value: string | null
  /** Several values of one name are several headers. */
  readonly headers: Readonly<Record<string, string | null | readonly (string | null)[]>>
  /** Milliseconds; that of sending unless told. */
  readonly timestamp?: number
}

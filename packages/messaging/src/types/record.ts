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

/** What nobody can read of a partition: the bytes are the record's value, and its offset is the last of them. */
export interface Undecodable {
  /** The offset of the first record that is in there, or was. */
  readonly firstOffset: string
  /** Why, in words. */
  readonly reason: string
}

/** A header as text; undefined if it is absent, empty or occurs more than once. */
export function headerText(headers: KafkaRecord['headers'], name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value === undefined || value === null || Array.isArray(value) ? undefined : value.toString()
}

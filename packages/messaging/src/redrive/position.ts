/** Where a dead letter lies on its dead-letter topic. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** What a topic may be named, and an id be, as patterns of JSON Schema: those of every language read them alike. */
export const topicPattern = '^[A-Za-z0-9._-]{1,249}$'
export const positionPattern = '^[A-Za-z0-9._-]{1,249}/[0-9]{1,9}/[0-9]{1,18}$'

/** A dead letter's id, for people and Kafka's own tools alike: `order.created.v1.inventory.dlq/0/17`. */
export const idOfPosition = ({ topic, partition, offset }: Position): string =>
  `${topic}/${partition}/${offset}`

const position = new RegExp(positionPattern)

/** The position that an id names; undefined if it is none. */
export function positionOfId(id: string): Position | undefined {
  if (!position.test(id)) return undefined
  const [topic, partition, offset] = id.split('/') as [string, string, string]
  return { topic, partition: Number(partition), offset: BigInt(offset) }
}

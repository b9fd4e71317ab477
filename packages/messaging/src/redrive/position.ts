/** Where a dead letter lies on its dead-letter topic. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** A dead letter's id, for people and Kafka's own tools alike: `order.created.v1.inventory.dlq/0/17`. */
export const idOfPosition = ({ topic, partition, offset }: Position): string =>
  `${topic}/${partition}/${offset}`

/** The position that an id names; undefined if it is none. */
export function positionOfId(id: string): Position | undefined {
  const [, topic, partition, offset] = /^([A-Za-z0-9._-]{1,249})\/(\d{1,9})\/(\d{1,18})$/.exec(id) ?? []
  if (topic === undefined) return undefined
  return { topic, partition: Number(partition), offset: BigInt(offset as string) }
}

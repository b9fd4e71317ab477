import type { KafkaMessage } from 'kafkajs'

/** What a broker answers about one partition, as kafkajs decodes it. Offsets are decimal text. */
export interface Fetched {
  readonly highWatermark: string
  /** Where the first open transaction begins; -1 if the broker does not say. */
  readonly lastStableOffset?: string
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[]
  readonly messages: readonly FetchedMessage[]
}

export type FetchedMessage = KafkaMessage & {
  readonly isControlRecord?: boolean
  readonly batchContext?: {
    readonly firstOffset: string
    readonly lastOffsetDelta: number
    readonly producerId: string
    readonly inTransaction: boolean
  }
}

/** Where to go on after an answer: behind the last batch, whatever of it is left. `from` itself if nothing came. */
export function nextOffset({ messages, highWatermark, lastStableOffset }: Fetched, from: bigint): bigint {
  const last = messages.at(-1)
  if (last !== undefined) {
    const { firstOffset, lastOffsetDelta } = last.batchContext ?? {
      firstOffset: last.offset,
      lastOffsetDelta: 0,
    }
    const behind = BigInt(firstOffset) + BigInt(lastOffsetDelta) + 1n
    return behind > from ? behind : from + 1n
  }
  // There is something, and nothing came: a batch that compaction has left without records. kafkajs does not say
  // where it ends.
  const stable = BigInt(lastStableOffset ?? -1)
  const readable = stable >= 0n ? stable : BigInt(highWatermark)
  return from < readable ? from + 1n : from
}

/** The records of an answer without those of aborted transactions and without the markers of transactions. */
export function committed({ messages, abortedTransactions }: Fetched): FetchedMessage[] {
  const data = (message: FetchedMessage) => message.isControlRecord !== true
  if (!abortedTransactions?.length) return messages.filter(data)
  const begun = abortedTransactions.toSorted((a, b) => Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)))
  const aborted = new Set<string>()
  return messages.filter(message => {
    while (begun[0] !== undefined && BigInt(begun[0].firstOffset) <= BigInt(message.offset)) {
      aborted.add((begun.shift() as (typeof begun)[0]).producerId)
    }
    const { producerId = '', inTransaction = false } = message.batchContext ?? {}
    // A marker ends its producer's transaction.
    if (!data(message)) aborted.delete(producerId)
    return data(message) && !(inTransaction && aborted.has(producerId))
  })
}

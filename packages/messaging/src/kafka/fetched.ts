import type { KafkaRecord, Undecodable } from '../types/record.ts'

/** What a broker answers about one partition, decoded. Offsets are decimal text. */
export interface Fetched {
  readonly abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[]
  readonly messages: readonly FetchedMessage[]
}

export interface FetchedMessage {
  readonly offset: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: KafkaRecord['headers']
  readonly timestamp: string
  readonly attributes: number
  readonly isControlRecord?: boolean
  readonly undecodable?: Undecodable
  readonly batchContext?: {
    readonly firstOffset: string
    readonly lastOffsetDelta: number
    readonly producerId: string
    readonly inTransaction: boolean
  }
}

/** Where to go on after an answer: behind the last of it, which is the end of its batch. `from` itself if nothing came. */
export function nextOffset({ messages }: Fetched, from: bigint): bigint {
  const last = messages.at(-1)
  if (last === undefined) return from
  const behind = BigInt(last.offset) + 1n
  return behind > from ? behind : from + 1n
}

/** A message of an answer as the port hands it on. */
export function recordOf(topic: string, partition: number, message: FetchedMessage): KafkaRecord {
  const { offset, key, value, headers = {}, timestamp, undecodable } = message
  const record = { topic, partition, offset, key, value, headers, timestamp }
  return undecodable === undefined ? record : { ...record, undecodable }
}

/** Answers without a marker: nobody needs to look for one among millions again. */
const unmarked = new WeakSet<readonly FetchedMessage[]>()

/** Whoever decodes an answer and has met no marker of a transaction in it may say so. */
export function withoutMarkers<Messages extends readonly FetchedMessage[]>(messages: Messages): Messages {
  unmarked.add(messages)
  return messages
}

/** The messages of an answer from an offset on: a broker hands out batches as they are, from their first record. */
export function within(messages: readonly FetchedMessage[], from: bigint): readonly FetchedMessage[] {
  let [low, high] = [0, messages.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (BigInt((messages[middle] as FetchedMessage).offset) < from) low = middle + 1
    else high = middle
  }
  if (low === 0) return messages
  const rest = messages.slice(low)
  return unmarked.has(messages) ? withoutMarkers(rest) : rest
}

/**
 * The records of an answer without those of aborted transactions and without the markers of transactions. All of a batch are of
 * one transaction: what holds of its first record holds of the others.
 */
export function committed({
  messages,
  abortedTransactions,
}: Pick<Fetched, 'messages' | 'abortedTransactions'>): readonly FetchedMessage[] {
  const data = (message: FetchedMessage) => message.isControlRecord !== true
  if (!abortedTransactions?.length) return unmarked.has(messages) ? messages : messages.filter(data)
  const begun = abortedTransactions.toSorted((a, b) => Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)))
  const aborted = new Set<string>()
  let [batch, isKept] = [{}, false]
  return messages.filter(message => {
    if (message.batchContext === batch) return isKept
    while (begun[0] !== undefined && BigInt(begun[0].firstOffset) <= BigInt(message.offset)) {
      aborted.add((begun.shift() as (typeof begun)[0]).producerId)
    }
    const { producerId = '', inTransaction = false } = message.batchContext ?? {}
    // A marker ends its producer's transaction.
    if (!data(message)) aborted.delete(producerId)
    isKept = data(message) && !(inTransaction && aborted.has(producerId))
    batch = message.batchContext ?? {}
    return isKept
  })
}

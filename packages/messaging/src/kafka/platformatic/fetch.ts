import type { Connection } from '@platformatic/kafka'
import type { FetchSession, Question } from '../consumer/fetch-session.ts'
import type { Fetched } from '../fetched.ts'
import { decodeRecordSet } from '../format/record-set.ts'
import { askRaw } from './ask.ts'
import { byTopic, type Place } from './places.ts'
import { Answer, Body } from './wire.ts'

/** Fetch, in the last version that names topics by their names. */
const fetch = { key: 1, version: 12 } as const
const noEpoch = -1
const noReplica = -1
const readCommitted = 1
/** For who asks now and then, or of one partition. */
const noSession = { id: 0, epoch: -1 } as const
/** FETCH_SESSION_ID_NOT_FOUND, INVALID_FETCH_SESSION_EPOCH: the next fetch begins a new one. */
const sessionLost = new Set([70, 71])

export interface Position extends Place {
  readonly from: bigint
}

export interface FetchedPart extends Place {
  /** 0 if the broker has answered. */
  readonly code: number
  /** The end that a consumer may read to. */
  readonly end: bigint
  /** Decoded when they are wanted, with turns for others in between. */
  records(): Promise<Fetched>
}

export interface FetchLimits {
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly partitionMaxBytes: number
}

/**
 * Asks a leader for what lies behind the positions, and waits there until something does. The records stay bytes: they are
 * decoded by us (ADR 25).
 *
 * @param session what the leader remembers of the fetch before: its answer is then of partitions that have something to say
 */
export async function fetchFrom(
  connection: Connection,
  positions: readonly Position[],
  limits: FetchLimits,
  session?: FetchSession<bigint>,
): Promise<FetchedPart[]> {
  const question = session?.next(positions) ?? { ...noSession, changed: positions, forgotten: [] }
  try {
    const answer = new Answer(await askRaw(connection, { ...fetch, body: bodyOf(question, limits) }))
    answer.int32() // milliseconds of throttling
    const code = answer.int16()
    const id = answer.int32()
    if (sessionLost.has(code)) {
      session?.lost()
      return []
    }
    if (code !== 0) {
      session?.lost()
      return positions.map(({ topic, partition }) => failed(topic, partition, code))
    }
    session?.answered(id)
    return answer
      .each(() => {
        const topic = answer.text()
        return answer.each(() => partOf(topic, answer))
      })
      .flat()
  } catch (error) {
    session?.lost()
    throw error
  }
}

function bodyOf(
  { id, epoch, changed, forgotten }: Question<Position>,
  { maxWaitMs, maxBytes, partitionMaxBytes }: FetchLimits,
): Buffer {
  const body = new Body(100 + changed.length * 60)
  body.int32(noReplica).int32(maxWaitMs).int32(1).int32(maxBytes).int8(readCommitted).int32(id).int32(epoch)
  body.each(byTopic(changed), ([topic, of]) =>
    body
      .text(topic)
      .each(of, ({ partition, from }) =>
        body.int32(partition).int32(noEpoch).int64(from).int32(noEpoch).int64(-1n).int32(partitionMaxBytes),
      ),
  )
  body.each(byTopic(forgotten), ([topic, of]) =>
    body.text(topic).numbers(of.map(({ partition }) => partition)),
  )
  return body.text('').end() // no rack
}

function partOf(topic: string, answer: Answer): FetchedPart {
  const partition = answer.int32()
  const code = answer.int16()
  answer.int64() // the end with open transactions
  const end = answer.int64()
  answer.int64() // the first offset
  const abortedTransactions = answer.each(() => ({
    producerId: String(answer.int64()),
    firstOffset: String(answer.int64()),
  }))
  answer.int32() // another replica to read from
  const bytes = answer.bytes()
  const records = async () => ({ abortedTransactions, messages: await decodeRecordSet(bytes) })
  return { topic, partition, code, end, records }
}

const failed = (topic: string, partition: number, code: number): FetchedPart => ({
  topic,
  partition,
  code,
  end: 0n,
  records: async () => ({ messages: [] }),
})

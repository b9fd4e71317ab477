import type { Connection } from '@platformatic/kafka'
import { encodeRecord } from '../format/records.ts'
import { writeBatch } from '../format/write-batch.ts'
import type { OutgoingRecord } from '../port.ts'
import { askRaw } from './ask.ts'
import { byTopic } from './places.ts'
import { Answer, Body } from './wire.ts'

/** Produce, in the last version that names topics by their names and asks for no transactions of the second kind. */
const produce = { key: 0, version: 9 } as const
const allReplicas = -1
const storedWithinMs = 5_000

export interface Stored {
  readonly topic: string
  readonly partition: number
  /** 0 if the broker has it. */
  readonly code: number
  /** The broker's own words, if it has any. */
  readonly message: string
}

/** Sends records to the broker that leads their partitions; each partition's are one batch. */
export async function produceTo(
  connection: Connection,
  records: readonly OutgoingRecord[],
): Promise<Stored[]> {
  const now = Date.now()
  const places = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`)
  const batches = await Promise.all(
    [...places.values()].map(async of => {
      const { topic, partition } = of[0] as OutgoingRecord
      return { topic, partition, batch: await encodeBatch(of, now) }
    }),
  )
  const size = batches.reduce((sum, { batch }) => sum + batch.length + 200, 100)
  const body = new Body(size).varint(0).int16(allReplicas).int32(storedWithinMs)
  body.each(byTopic(batches), ([topic, of]) =>
    body.text(topic).each(of, ({ partition, batch }) => body.int32(partition).bytes(batch)),
  )
  const answer = new Answer(await askRaw(connection, { ...produce, body: body.end() }))
  return answer
    .each(() => {
      const topic = answer.text()
      return answer.each(() => storedAt(topic, answer))
    })
    .flat()
}

function storedAt(topic: string, answer: Answer): Stored {
  const partition = answer.int32()
  const code = answer.int16()
  answer.int64() // the first offset
  answer.int64() // when it was appended
  answer.int64() // the first offset of the partition
  const ofRecords = answer.each(() => {
    answer.int32()
    return answer.text()
  })
  return { topic, partition, code, message: [answer.text(), ...ofRecords].filter(Boolean).join('; ') }
}

/** Times count from the first record's. */
export function encodeBatch(records: readonly OutgoingRecord[], now: number): Promise<Buffer> {
  const times = records.map(({ timestamp }) => (timestamp === undefined ? now : Number(timestamp)))
  const begin = times[0] as number
  const encoded = records.map(
    ({ key, value, headers }, offsetDelta) =>
      encodeRecord({
        key,
        value,
        headers,
        offsetDelta,
        timestampDelta: (times[offsetDelta] as number) - begin,
      }).buffer,
  )
  return writeBatch({
    records: encoded,
    firstTimestamp: begin,
    maxTimestamp: times.reduce((a, b) => Math.max(a, b)),
  })
}

import { crc32c } from '@node-rs/crc32'
import type { Connection } from '@platformatic/kafka'
import { encodeRecord } from '../format/records.ts'
import type { OutgoingRecord } from '../port.ts'
import { askRaw } from './ask.ts'
import { byTopic } from './places.ts'
import { Answer, Body } from './wire.ts'

/** Produce, in the last version that names topics by their names and asks for no transactions of the second kind. */
const produce = { key: 0, version: 9 } as const
const allReplicas = -1
const storedWithinMs = 5_000
/** Bytes of a batch before its records, and from where on its checksum counts. */
const head = { bytes: 61, checked: 21 } as const

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
  const batches = [...Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`).values()].map(
    of => {
      const { topic, partition } = of[0] as OutgoingRecord
      return { topic, partition, batch: encodeBatch(of, now) }
    },
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

/** A batch of message format 2: https://kafka.apache.org/documentation/#recordbatch */
export function encodeBatch(records: readonly OutgoingRecord[], now: number): Buffer {
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
  const batch = Buffer.allocUnsafe(encoded.reduce((sum, { length }) => sum + length, head.bytes as number))
  batch.writeBigInt64BE(0n, 0) // the offset is the broker's to give
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt32BE(-1, 12) // any epoch of the leader's
  batch.writeInt8(2, 16)
  batch.writeInt16BE(0, head.checked) // not compressed, the producer's time, no transaction
  batch.writeInt32BE(records.length - 1, 23)
  batch.writeBigInt64BE(BigInt(begin), 27)
  batch.writeBigInt64BE(BigInt(times.reduce((a, b) => Math.max(a, b))), 35)
  batch.writeBigInt64BE(-1n, 43) // not idempotent: no id, no epoch, no sequence
  batch.writeInt16BE(-1, 51)
  batch.writeInt32BE(-1, 53)
  batch.writeInt32BE(records.length, 57)
  let at = head.bytes as number
  for (const record of encoded) {
    record.copy(batch, at)
    at += record.length
  }
  batch.writeUInt32BE(crc32c(batch.subarray(head.checked)), 17)
  return batch
}

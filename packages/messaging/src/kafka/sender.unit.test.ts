import { describe, expect, it } from 'vitest'
import { logger } from '../testing/telemetry.ts'
import { refusalOf } from './kafkajs/refusal-of.ts'
import type { Kafka, OutgoingRecord } from './port.ts'
import { createSender } from './sender.ts'

type Answer = (records: readonly OutgoingRecord[], call: number) => string[] | Error

/** A Kafka that answers by script and keeps what it acknowledged, and how many producers it gave. */
function scripted(answer: Answer) {
  const stored: string[] = []
  let calls = 0
  let producers = 0
  const kafka = {
    refusalOf,
    async producer() {
      producers++
      return {
        async send(records: readonly OutgoingRecord[]) {
          const places = answer(records, calls++)
          if (places instanceof Error) throw places
          for (const { topic, partition, value } of records) {
            if (places.includes(`${topic}/${partition}`)) stored.push(`${partition}:${value}`)
          }
          return new Set(places)
        },
        async close() {},
      }
    },
  } as unknown as Kafka
  return { kafka, stored, calls: () => calls, producers: () => producers }
}

const record = (partition: number, value: string): OutgoingRecord => {
  return { topic: 't', partition, key: null, value: Buffer.from(value), headers: {} }
}
const everywhere = ['t/0', 't/1']
const refused = () => Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' })

describe('a sender', () => {
  it('sends again, through a new producer and in order, exactly what had no acknowledgement', async () => {
    const { kafka, stored, producers } = scripted((_, call) =>
      call === 0 ? ['t/1'] : call === 1 ? new Error('gone') : everywhere,
    )
    const sender = createSender(kafka, { logger })
    await sender.send([record(0, 'a'), record(1, 'b'), record(0, 'c')])
    expect(stored).toEqual(['1:b', '0:a', '0:c'])
    expect(producers()).toBe(3)
    expect(sender.sentAgain).toBe(4)
  })

  it('names the record that the broker refuses, and stores what came before it', async () => {
    const { kafka, stored } = scripted(records =>
      records.some(({ value }) => String(value) === 'bad') ? refused() : everywhere,
    )
    const sender = createSender(kafka, { logger })
    const sending = sender.send(['a', 'b', 'c', 'bad', 'd'].map(value => record(0, value)))
    await expect(sending).rejects.toMatchObject({ code: 'RECORD_REFUSED' })
    expect(stored).toEqual(['0:a', '0:b', '0:c'])
  })

  it('gives up when nothing was acknowledged for too long', async () => {
    const { kafka } = scripted(() => new Error('away'))
    const sender = createSender(kafka, { logger, giveUpAfterMs: 0 })
    await expect(sender.send([record(0, 'a')])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
  })

  it('stops when it is told to', async () => {
    const stopping = new AbortController()
    const { kafka } = scripted(() => {
      stopping.abort()
      return new Error('away')
    })
    const sender = createSender(kafka, { logger, signal: stopping.signal })
    await expect(sender.send([record(0, 'a')])).rejects.toThrow(/aborted/)
  })

  it('splits what is too much for one send', async () => {
    const { kafka, stored, calls } = scripted(() => everywhere)
    const large = 'x'.repeat(600_000)
    await createSender(kafka, { logger }).send([1, 2, 3].map(n => record(0, `${n}${large}`)))
    expect(calls()).toBe(3)
    expect(stored.map(text => text.slice(0, 3))).toEqual(['0:1', '0:2', '0:3'])
  })
})

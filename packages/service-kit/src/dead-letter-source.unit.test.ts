import type { Kafka, Reader } from '@orderflow/messaging/kafka'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { openSource } from './dead-letter-source.ts'

test('counts for one request at a time, and for none whose client is gone', async () => {
  let [open, most, opened] = [0, 0, 0]
  const reader = (fails: boolean): Reader => ({
    async ranges() {
      await new Promise(resolve => setImmediate(resolve))
      if (fails) throw new Error('once')
      return []
    },
    async *read() {},
    async close() {
      open--
    },
  })
  const kafka = {
    async reader() {
      most = Math.max(most, ++open)
      return reader(++opened === 1)
    },
  } as unknown as Kafka
  const source = openSource({
    kafka,
    pool: {} as Pool,
    service: { name: 'post', topics: ['parcel.sent.v1'] },
  })
  const count = (isGone: boolean) => source.count({}, undefined, () => isGone)
  const [first, ...rest] = await Promise.allSettled([count(false), count(true), count(false), count(false)])
  expect(first.status).toBe('rejected')
  expect(rest.every(({ status }) => status === 'fulfilled')).toBe(true)
  expect({ most, opened, open }).toEqual({ most: 1, opened: 3, open: 0 })
})

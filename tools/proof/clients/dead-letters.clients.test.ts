import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { deadLetterTopic } from '@orderflow/messaging/events'
import { reporting } from '@orderflow/reporting/app'
import { configSchema } from '@orderflow/reporting/config'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Programs, startPrograms } from './programs.ts'

const migrations = new URL('../../../services/reporting/migrations/', import.meta.url)

let service: ServiceUnderTest
let programs: Programs
beforeAll(async () => {
  programs = await startPrograms(kafkaBrokers(), line => process.stderr.write(`${line}\n`))
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

test("Spring Kafka reads by its own names where a dead letter of a service's lay, and why it is here", async () => {
  const begun = Date.now()
  const keys = ['order-1', 'order-2', 'order-3']
  const broken = keys.map(key => ({
    ...service.message('OrderCompleted', {}),
    key,
    value: Buffer.from(`{"not": "${key}"}`),
  }))
  await service.send(...broken)
  const letters = await Promise.all(keys.map(key => service.deadLettered('OrderCompleted', key)))

  const topic = service.brokerTopic(deadLetterTopic('order.completed.v1', 'reporting'))
  const read = await programs.run('java', 'read dead letters', { topic, count: keys.length })
  const found = keys.map(key => read.find(({ value }) => text(value).includes(key)))
  expect(found).toEqual(
    letters.map(({ headers, value }) => ({
      topic: 'order.completed.v1',
      partition: Number(headers.dlq_partition),
      offset: Number(headers.dlq_offset),
      timestamp: expect.any(Number),
      group: 'reporting',
      exception: 'SCHEMA_INVALID',
      message: headers.dlq_detail,
      value: value?.toString('base64'),
    })),
  )
  for (const letter of found) {
    expect(letter?.timestamp).toBeGreaterThanOrEqual(begun)
    expect(letter?.timestamp).toBeLessThanOrEqual(Date.now())
  }
})

const text = (base64: string | null) => Buffer.from(base64 ?? '', 'base64').toString()

import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { kafkaSecurity } from './kafka-security.ts'

const KAFKA_SASL_MECHANISM = 'scram-sha-512'
const KAFKA_CA_FILE = fileURLToPath(import.meta.url)
const all = {
  KAFKA_CA_FILE,
  KAFKA_USERNAME: 'order',
  KAFKA_PASSWORD: 'secret',
  KAFKA_SASL_MECHANISM,
} as const

it('is all of it or nothing', () => {
  expect(kafkaSecurity({ KAFKA_SASL_MECHANISM })).toBeUndefined()
  expect(kafkaSecurity(all)).toMatchObject({
    username: 'order',
    password: 'secret',
    mechanism: 'scram-sha-512',
  })
  for (const missing of ['KAFKA_CA_FILE', 'KAFKA_USERNAME', 'KAFKA_PASSWORD']) {
    expect(() => kafkaSecurity({ ...all, [missing]: undefined })).toThrow('belong together')
  }
  expect(() => kafkaSecurity({ ...all, KAFKA_CA_FILE: '/nowhere' })).toThrow(
    '/nowhere cannot be read (ENOENT)',
  )
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { kafkaSecurity, kafkaSecurityConfig } from './kafka-security.ts'

const KAFKA_SASL_MECHANISM = 'scram-sha-512'
const KAFKA_CA_FILE = fileURLToPath(import.meta.url)
const all = {
  KAFKA_CA_FILE,
  KAFKA_USERNAME: 'order',
  KAFKA_PASSWORD: 'secret',
  KAFKA_SASL_MECHANISM,
} as const

it('follows the files of the authority and of the password', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kafka-security-'))
  const [ca, password] = [join(folder, 'ca.pem'), join(folder, 'password')]
  const write = (text: string) => Promise.all([ca, password].map(path => writeFile(path, text)))
  await write('old')
  const security = kafkaSecurity(
    loadConfig(Type.Object(kafkaSecurityConfig), {
      KAFKA_CA_FILE: ca,
      KAFKA_USERNAME: 'order',
      KAFKA_PASSWORD_FILE: password,
    }),
  )
  expect(security).toMatchObject({ ca: 'old', password: 'old' })
  await write('new')
  expect(security).toMatchObject({ ca: 'new', password: 'new' })
  await rm(folder, { recursive: true })
})

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

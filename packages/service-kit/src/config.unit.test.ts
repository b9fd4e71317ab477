import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commonConfig, port } from './common-config.ts'
import { describeConfig, loadConfig } from './config.ts'
import { ServiceError } from './errors.ts'

const schema = Type.Object({ ...commonConfig, PORT: port(3001) })
const required = {
  DATABASE_URL: 'postgres://orders_app:s3cret@127.0.0.1:5432/orders',
  KAFKA_BROKERS: '127.0.0.1:9092,localhost:9093',
}

function refusal(env: Record<string, string>): ServiceError {
  try {
    loadConfig(schema, env)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

describe('loadConfig', () => {
  it('converts what is given and fills in the defaults', () => {
    const config = loadConfig(schema, { ...required, POOL_SIZE: '4', UNRELATED: 'x' })
    expect(config).toEqual({
      ...required,
      KAFKA_BROKERS: ['127.0.0.1:9092', 'localhost:9093'],
      POOL_SIZE: 4,
      HOST: '127.0.0.1',
      PORT: 3001,
      KAFKA_CLIENT: 'kafkajs',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      LOG_LEVEL: 'info',
      METRICS_INTERVAL_MS: 5000,
      REQUEST_TIMEOUT_MS: 10_000,
      BODY_LIMIT_BYTES: 65_536,
      RATE_LIMIT_PER_SECOND: 0,
      ADMISSION_TARGET_MS: 250,
      CORS_ORIGINS: [],
      CONNECTIONS_MAX: 4_000,
      IDLE_CONNECTIONS_MAX: 1_000,
      SHUTDOWN_TIMEOUT_MS: 10_000,
      IDEMPOTENCY_KEY_RETENTION_HOURS: 24,
      INBOX_RETENTION_DAYS: 30,
      BATCH_MAX: 500,
      AUTHENTICATION: 'on',
      JWT_AUDIENCE: 'orderflow',
      TEST_VALUES: 'on',
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig(schema, { ...required, POOL_SIZE: '' }).POOL_SIZE).toBe(10)
    expect(refusal({ ...required, DATABASE_URL: '' }).message).toContain('DATABASE_URL is missing')
  })

  it('names every wrong variable at once, with what is wrong and what it is for', () => {
    const error = refusal({ KAFKA_BROKERS: 'broker', POOL_SIZE: 'many', TEST_VALUES: 'maybe' })
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain("DATABASE_URL is missing (URL of the service's own database")
    expect(error.message).toContain('KAFKA_BROKERS is "broker" but must match pattern')
    expect(error.message).toContain('POOL_SIZE is "many" but must be integer (Most database connections')
    expect(error.message).toContain(
      'TEST_VALUES is "maybe" but must be equal to one of the allowed values: on, off',
    )
    expect(error.message.match(/^ {2}/gm)).toHaveLength(4)
  })

  it('refuses a number out of range', () => {
    expect(refusal({ ...required, PORT: '70000' }).message).toContain('PORT is "70000" but must be <= 65535')
    // A timer of thrice that would fire at once.
    expect(refusal({ ...required, REQUEST_TIMEOUT_MS: '1100000000' }).message).toContain(
      'REQUEST_TIMEOUT_MS is "1100000000" but must be <= 86400000 (Milliseconds for',
    )
  })

  it('shows no stack and no secret in its error', () => {
    const DATABASE_URL = 'mysql://root:s3cret@db/orders'
    const error = refusal({ ...required, DATABASE_URL, POOL_SIZE: 'http://me:s3cret@pool' })
    expect(error.stack).not.toMatch(/\n\s+at /)
    expect(`${error.message} ${error.stack}`).not.toContain('s3cret')
  })

  it('changes neither the schema nor the environment that it reads', () => {
    const env = { ...required }
    const fresh = Type.Object({ ...commonConfig, PORT: port(3001) })
    const before = JSON.stringify(fresh)
    loadConfig(fresh, env)
    expect(env).toEqual(required)
    expect(JSON.stringify(fresh)).toBe(before)
  })
})

describe('a secret in a file', () => {
  const { KAFKA_BROKERS, DATABASE_URL } = required
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function file(content: string) {
    const path = join(folder, `${content.length}`)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }

  it.each([
    ['as it is', ''],
    ['without its line break', '\n'],
    ['without the line break of another system', '\r\n'],
  ])('is taken %s', (_, ending) => {
    const env = { KAFKA_BROKERS, DATABASE_URL_FILE: file(`${DATABASE_URL}${ending}`) }
    expect(loadConfig(schema, env).DATABASE_URL).toBe(DATABASE_URL)
  })

  it('is what the file holds when it is asked for, and the last that it held while it is being replaced', () => {
    const path = file('first\n')
    const config = loadConfig(Type.Object({ KEY: Type.String({ secret: true }) }), { KEY_FILE: path })
    expect(config.KEY).toBe('first')
    writeFileSync(path, 'second\n')
    expect(config.KEY).toBe('second')
    writeFileSync(path, '')
    expect(config.KEY).toBe('second')
    rmSync(path)
    expect(config.KEY).toBe('second')
    writeFileSync(path, 'third')
    expect({ ...config }).toEqual({ KEY: 'third' })
  })

  it('keeps what else it holds, such as a second line break', () => {
    const key = Type.Object({ KEY: Type.String({ secret: true }) })
    expect(loadConfig(key, { KEY_FILE: file(' k 1\n\n') })).toEqual({ KEY: ' k 1\n' })
  })

  it.each([
    [
      'that is not there',
      () => join('/nowhere', 'file'),
      /DATABASE_URL_FILE is "\/nowhere\/file", which cannot be read \(ENOENT\)/,
    ],
    ['that is empty', () => file('\n'), /DATABASE_URL_FILE is ".+", which is empty/],
    ['of something else', () => file('mysql://root:s3cret@db/orders'), /DATABASE_URL is set but must match/],
  ])('is refused in one phrase for a file %s', (_, path, says) => {
    const { message } = refusal({ KAFKA_BROKERS, DATABASE_URL_FILE: path() })
    expect(message).toMatch(says)
    expect(message.match(/^ {2}/gm)).toHaveLength(1)
    expect(message).not.toContain('s3cret')
  })

  it('is refused when it is given in the environment, too', () => {
    const { message } = refusal({ ...required, DATABASE_URL_FILE: file(DATABASE_URL) })
    expect(message).toContain('DATABASE_URL and DATABASE_URL_FILE are both set: give one of them')
  })

  it('is for secrets only, and an empty variable names no file', () => {
    const env = { ...required, DATABASE_URL_FILE: '', LOG_LEVEL_FILE: file('debug') }
    expect(loadConfig(schema, env)).toMatchObject({ DATABASE_URL, LOG_LEVEL: 'info' })
  })
})

describe('describeConfig', () => {
  it('masks the password of a secret URL and leaves the rest legible', () => {
    const shown = describeConfig(schema, loadConfig(schema, required))
    expect(shown.DATABASE_URL).toBe('postgres://orders_app:***@127.0.0.1:5432/orders')
    expect(shown.PORT).toBe(3001)
    expect(shown.KAFKA_BROKERS).toEqual(['127.0.0.1:9092', 'localhost:9093'])
  })

  it('masks a secret that is no URL, and the password of a URL that nobody marked', () => {
    const other = Type.Object({ KEY: Type.String({ secret: true }), PROXY: Type.String() })
    const values = { KEY: 'k-123', PROXY: 'http://me:s3cret@proxy:8080/?token=abc' }
    expect(describeConfig(other, values)).toEqual({
      KEY: '***',
      PROXY: 'http://me:***@proxy:8080/?token=***',
    })
  })
})

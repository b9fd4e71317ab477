import { createRequire } from 'node:module'
import { describe, expect, it, test } from 'vitest'
import { refusalOf } from './kafkajs/refusal-of.ts'
import { refusalOfCode, refusals } from './refusals.ts'

const require = createRequire(import.meta.url)
const { errorCodes, createErrorFromCode } = require('kafkajs/src/protocol/error') as {
  errorCodes: { code: number; type: string; retriable: boolean }[]
  createErrorFromCode: (code: number) => Error
}
const {
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSConnectionError,
  KafkaJSSASLAuthenticationError,
} = require('kafkajs/src/errors')

describe('the table of refusals', () => {
  it('has every number from -1 to the last once, but for 0, which is none', () => {
    const codes = refusals.map(({ code }) => code)
    expect(codes).toEqual([-1, ...Array.from({ length: codes.length - 1 }, (_, i) => i + 1)])
    expect(new Set(refusals.map(({ name }) => name)).size).toBe(refusals.length)
  })

  it('has a reason for each, and a final one only where no one outside can change it', () => {
    expect(refusals.filter(({ why }) => why.length < 10)).toEqual([])
    expect(refusals.filter(({ answer }) => answer === 'final').map(({ name }) => name)).toEqual([
      'INVALID_REQUIRED_ACKS',
    ])
  })

  test.each(errorCodes.map(({ code, type }) => [type, code]))(
    'is found for what kafkajs calls %s',
    (_, code) => {
      const refusal = refusalOf(createErrorFromCode(code as number))
      expect(refusal).toBe(refusalOfCode(code as number))
      expect(refusal?.code).toBe(code)
    },
  )

  it('tries again soon whatever Kafka itself calls retriable', () => {
    const retriable = errorCodes.filter(error => error.retriable).map(({ code }) => refusalOfCode(code))
    expect(retriable.filter(({ answer }) => answer !== 'retry')).toEqual([])
  })

  it('names a number that kafkajs does not know, however deep it is wrapped', () => {
    const wrapped = new KafkaJSNumberOfRetriesExceeded(createErrorFromCode(89), {
      retryCount: 0,
      retryTime: 0,
    })
    expect(refusalOf(wrapped)).toMatchObject({ name: 'THROTTLING_QUOTA_EXCEEDED', answer: 'retry' })
  })

  it.each([
    [
      'SASL SCRAM SHA512 authentication failed: Authentication failed during authentication due to invalid credentials',
      58,
    ],
    ['SASL PLAIN mechanism is not supported by the server', 58],
    ['SASL SCRAM SHA512 authentication failed: Closed connection', undefined],
  ])('tells a password that is refused from a connection that broke meanwhile: %s', (message, code) => {
    expect(refusalOf(new KafkaJSSASLAuthenticationError(message))?.code).toBe(code)
  })

  it.each([createErrorFromCode(999), Object.assign(new Error('new'), { type: 'NEW' })])(
    'waits with the least blocked for what it does not know: %s',
    error => {
      expect(refusalOf(error)).toMatchObject({ code: undefined, answer: 'wait', scope: 'record' })
    },
  )

  it('has nothing for what no broker has said', () => {
    expect(refusalOf(new KafkaJSConnectionError('closed', { code: 'ECONNREFUSED' }))).toBeUndefined()
    expect(refusalOf(new TypeError('no'))).toBeUndefined()
    expect(refusalOf('thrown')).toBeUndefined()
  })
})

import { expect, it } from 'vitest'
import { loadClient } from './client.ts'
import { Refused, reasonOf, refusalOf, unavailable } from './refusal-of.ts'

const { AuthenticationError, NetworkError, ProtocolError, ResponseError } = loadClient()

it('finds what a broker has refused, however it is wrapped', () => {
  const response = new ResponseError(3, 12, { '/topics/0': [29, null] }, {})
  const signIn = new NetworkError('Connection failed.', {
    cause: new AuthenticationError('SASL authentication failed.', { cause: new ProtocolError(58) }),
  })
  expect(refusalOf(response)?.name).toBe('TOPIC_AUTHORIZATION_FAILED')
  expect(refusalOf(signIn)?.name).toBe('SASL_AUTHENTICATION_FAILED')
  expect(refusalOf(new Error('outer', { cause: new Refused(10, 'a/0') }))?.name).toBe('MESSAGE_TOO_LARGE')
  expect(unavailable(signIn)).toMatchObject({ code: 'KAFKA_ACCESS_DENIED' })
  expect(reasonOf(response)).toContain('TOPIC_AUTHORIZATION_FAILED')
})

it('finds none where the connection failed, and says why it did', () => {
  const error = new NetworkError('Connection to a:1 failed.', { cause: new Error('connect ECONNREFUSED') })
  expect(refusalOf(error)).toBeUndefined()
  expect(unavailable(error)).toMatchObject({
    code: 'KAFKA_UNAVAILABLE',
    message: 'Kafka did not answer: connect ECONNREFUSED.',
  })
})

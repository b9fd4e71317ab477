import { expect, test } from 'vitest'
import { readAnswer } from './answers.ts'

const orderId = 'order-1'
const captured = { orderId, operation: 'capture', result: 'approved', reference: 'cap-1' }
const declined = { orderId, operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }
const read = (body: unknown, operation: 'capture' | 'refund' = 'capture') =>
  readAnswer(operation, { orderId }, typeof body === 'string' ? body : JSON.stringify(body))

test.each([
  ['of 101 characters', 'x'.repeat(101)],
  ['with a line break', 'cap\n1'],
  ['of half a character', '\ud83d'],
])('an approval with a reference %s is taken all the same: the money has moved', (_, reference) => {
  const taken = read({ ...captured, reference })
  expect(taken).toMatchObject({ reference: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
  expect(read({ ...captured, reference })).toEqual(taken)
})

test('takes what it knows and drops the rest', () => {
  expect(read({ ...captured, reason: 'x', card: '4111' })).toEqual(captured)
  expect(read(declined)).toEqual(declined)
  expect(read({ ...captured, operation: 'refund' }, 'refund')).toEqual({ ...captured, operation: 'refund' })
})

test.each([
  'not json',
  'null',
  {},
  { ...captured, orderId: 'order-2' },
  { ...captured, operation: 'refund' },
  { ...captured, result: 'maybe' },
  { ...captured, reference: '' },
  { ...declined, reason: 'card declined' },
  { ...declined, reason: 'X'.repeat(65) },
])('refuses %j, without its words', body => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code: 'GATEWAY_ANSWER_INVALID' }))
  expect(() => read(body)).not.toThrow(/card declined|order-2/)
})

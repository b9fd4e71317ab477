import { expect, test } from 'vitest'
import { assertSendable, maxMessageBytes, type OutboxMessage } from './outbox.ts'

const key = 'parcel-1'
const room = maxMessageBytes - key.length

const message = (value: OutboxMessage['value'], headers: Record<string, string> = {}): OutboxMessage => {
  return { topic: 'parcel.sent.v1', key, value, headers }
}

test.each([
  ['a value of the limit', message('x'.repeat(room))],
  ['bytes of the limit', message(Buffer.alloc(room))],
  ['value and header of the limit', message('x'.repeat(room - 5), { name: 'v' })],
  ['no value', message(null)],
])('%s can be sent', (_, sendable) => {
  expect(() => assertSendable(sendable)).not.toThrow()
})

test.each([
  ['a byte more', message('x'.repeat(room + 1))],
  ['a byte more, as bytes', message(Buffer.alloc(room + 1))],
  ['characters of two bytes', message('ü'.repeat(room / 2 + 1))],
  ['a header that is too long', message(null, { name: 'x'.repeat(maxMessageBytes) })],
])('%s cannot', (_, tooLarge) => {
  expect(() => assertSendable(tooLarge)).toThrow(
    expect.objectContaining({
      code: 'OUTBOX_ROW_TOO_LARGE',
      message: expect.stringContaining('parcel.sent.v1 (key parcel-1)'),
    }),
  )
})

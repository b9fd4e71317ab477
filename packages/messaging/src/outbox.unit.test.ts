import { expect, test } from 'vitest'
import { assertSendable, maxMessageBytes, type OutboxMessage } from './outbox.ts'

const message = (value: OutboxMessage['value'], headers: Record<string, string> = {}): OutboxMessage => {
  return { topic: 'parcel.sent.v1', key: 'parcel-1', value, headers }
}

test.each([
  ['a value of the limit', message('x'.repeat(maxMessageBytes))],
  ['bytes of the limit', message(Buffer.alloc(maxMessageBytes))],
  ['value and header of the limit', message('x'.repeat(maxMessageBytes - 5), { name: 'v' })],
  ['no value', message(null)],
])('%s can be sent', (_, sendable) => {
  expect(() => assertSendable(sendable)).not.toThrow()
})

test.each([
  ['a byte more', message('x'.repeat(maxMessageBytes + 1))],
  ['a byte more, as bytes', message(Buffer.alloc(maxMessageBytes + 1))],
  ['characters of two bytes', message('ü'.repeat(maxMessageBytes / 2 + 1))],
  ['a header that is too long', message(null, { name: 'x'.repeat(maxMessageBytes) })],
])('%s cannot', (_, tooLarge) => {
  expect(() => assertSendable(tooLarge)).toThrow(
    expect.objectContaining({
      code: 'OUTBOX_ROW_TOO_LARGE',
      message: expect.stringContaining('parcel.sent.v1 (key parcel-1)'),
    }),
  )
})

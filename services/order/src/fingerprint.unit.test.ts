import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'

const items = [{ productId: 'prod-1', quantity: 2 }]
const order = { customerId: 'c-1', items, currency: 'EUR' }

test('is the same for the same order, and across releases', () => {
  expect(fingerprintOf({ currency: 'EUR', items, customerId: 'c-1' })).toBe(fingerprintOf(order))
  // As orders had it that knew no currency: a request that is sent again after an upgrade is recognised.
  const before = createHash('sha256').update('["c-1",[["prod-1",2]]]').digest('base64')
  expect(fingerprintOf(order)).toBe(before)
})

test.each([
  ['another customer', { ...order, customerId: 'c-2' }],
  ['another quantity', { ...order, items: [{ productId: 'prod-1', quantity: 3 }] }],
  ['other lines', { ...order, items: [...items, ...items] }],
  ['another currency', { ...order, currency: 'USD' }],
  ['a country', { ...order, destinationCountry: 'AT' }],
])('differs for %s', (_, other) => {
  expect(fingerprintOf(other)).not.toBe(fingerprintOf(order))
})

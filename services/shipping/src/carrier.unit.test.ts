import { expect, test } from 'vitest'
import { createCarrier } from './carrier.ts'

test.each([
  ['customer-1', true, undefined],
  ['undeliverable-1', true, 'UNDELIVERABLE_ADDRESS'],
  ['undeliverable-', true, 'UNDELIVERABLE_ADDRESS'],
  ['undeliverable', true, undefined],
  ['not-undeliverable-1', true, undefined],
  ['Undeliverable-1', true, undefined],
  ['undeliverable-1', false, undefined],
])('%s with test values %s: %s', (customerId, testValues, reason) => {
  expect(createCarrier({ testValues })(customerId)).toBe(reason)
})

import { describe, expect, test } from 'vitest'
import { createInProcessGateway } from './in-process.ts'

const slowMs = 20_000
const call = (customerId: string, orderId = 'order-1') => {
  return { orderId, customerId, amount: { amount: 1250, currency: 'EUR' } }
}
const approved = { orderId: 'order-1', operation: 'capture', result: 'approved', reference: 'cap-order-1' }
const declined = { orderId: 'order-1', operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }
const refunded = { orderId: 'order-1', operation: 'refund', result: 'approved', reference: 'ref-order-1' }

describe('captures', () => {
  test.each([
    { customerId: 'customer-1', testValues: true, expected: approved },
    { customerId: 'declined-1', testValues: true, expected: declined },
    { customerId: 'declined-', testValues: true, expected: declined },
    { customerId: 'declined', testValues: true, expected: approved },
    { customerId: 'not-declined-1', testValues: true, expected: approved },
    { customerId: 'Declined-1', testValues: true, expected: approved },
    { customerId: 'customer-1', testValues: false, expected: approved },
    { customerId: 'declined-1', testValues: false, expected: approved },
  ])(
    'of $customerId with test values $testValues: $expected.result',
    async ({ customerId, testValues, expected }) => {
      expect(await createInProcessGateway({ testValues, slowMs }).capture(call(customerId))).toEqual(expected)
    },
  )
})

test.each([true, false])('refunds anyone, with test values %s', async testValues => {
  const gateway = createInProcessGateway({ testValues, slowMs })
  expect(await gateway.refund(call('customer-1'))).toEqual(refunded)
  expect(await gateway.refund(call('declined-1'))).toEqual(refunded)
})

test('the same key gives the same answer, another key another', async () => {
  const gateway = createInProcessGateway({ testValues: true, slowMs })
  const first = await gateway.capture(call('customer-1'))
  expect(await gateway.capture(call('customer-1'))).toEqual(first)
  expect(await gateway.capture(call('customer-1', 'order-2'))).not.toEqual(first)
})

describe('slow customers', () => {
  const clocked = (testValues = true) => {
    const clock = { now: 0 }
    return { clock, gateway: createInProcessGateway({ testValues, slowMs, now: () => clock.now }) }
  }

  test('are pending from the first call for their order until the time is over', async () => {
    const { clock, gateway } = clocked()
    expect(await gateway.capture(call('slow-1'))).toEqual({ result: 'pending', askAgainMs: 20_000 })
    clock.now = 15_000
    expect(await gateway.capture(call('slow-1'))).toEqual({ result: 'pending', askAgainMs: 5_000 })
    expect(await gateway.capture(call('slow-1', 'order-2'))).toMatchObject({ askAgainMs: 20_000 })
    clock.now = 20_000
    expect(await gateway.capture(call('slow-1'))).toEqual(approved)
  })

  test('get their money back at once, and are like all others without test values', async () => {
    expect(await clocked().gateway.refund(call('slow-1'))).toEqual(refunded)
    expect(await clocked(false).gateway.capture(call('slow-1'))).toEqual(approved)
  })
})

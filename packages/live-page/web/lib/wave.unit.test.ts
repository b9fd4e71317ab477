import { expect, it } from 'vitest'
import { mixedOrder } from './wave.ts'

/** Park and Miller's minimal standard generator. */
function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

it('mixes every outcome in', () => {
  const random = seeded(1)
  const orders = Array.from({ length: 2_000 }, () => mixedOrder(random))
  const share = (of: (order: (typeof orders)[number]) => boolean) => orders.filter(of).length / orders.length
  expect(share(({ request }) => request.customerId.startsWith('declined-'))).toBeCloseTo(0.08, 1)
  expect(share(({ request }) => request.customerId.startsWith('undeliverable-'))).toBeCloseTo(0.05, 1)
  expect(share(({ request }) => request.items[0]?.productId === 'prod-scarce')).toBeCloseTo(0.04, 1)
  expect(share(({ cancelAfterMs }) => cancelAfterMs !== undefined)).toBeCloseTo(0.05, 1)
  expect(share(({ request }) => request.customerId.startsWith('customer-'))).toBeGreaterThan(0.8)
})

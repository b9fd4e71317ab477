import { expect, test } from 'vitest'
import { eachWith } from './items.ts'

const order = (...productIds: string[]) => ({
  customerId: 'customer-1',
  items: productIds.map(productId => ({ productId, quantity: 2 })),
})

test('one product is in every order, once', () => {
  const orders = [...eachWith('prod-1', [order('prod-2', 'prod-1'), order('prod-3')])]

  expect(orders.map(({ items }) => items)).toEqual([
    [
      { productId: 'prod-1', quantity: 1 },
      { productId: 'prod-2', quantity: 2 },
    ],
    [
      { productId: 'prod-1', quantity: 1 },
      { productId: 'prod-3', quantity: 2 },
    ],
  ])
})

import { expect, test } from 'vitest'
import { eachOfSize, eachWith } from './items.ts'

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

test('orders become shorter or longer, and name no product twice', () => {
  const sized = (size: number) =>
    [...eachOfSize(size, [order('prod-7', 'prod-2'), order('prod-scarce')])].map(({ items }) =>
      items.map(({ productId }) => productId),
    )

  expect(sized(1)).toEqual([['prod-7'], ['prod-scarce']])
  expect(sized(3)).toEqual([
    ['prod-7', 'prod-2', 'prod-1'],
    ['prod-scarce', 'prod-1', 'prod-2'],
  ])
  for (const products of sized(100)) expect(new Set(products).size).toBe(100)
})

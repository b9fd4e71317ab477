import { expect, test } from 'vitest'
import { createStockChanges } from './stock-changes.ts'

const product = (n: number, version: number) => ({
  productId: `prod-${n}`,
  available: 0,
  reserved: 0,
  sold: 0,
  version,
  updatedAt: '2026-01-15T10:30:00.000Z',
})
const ids = (products: readonly { productId: string }[]) => products.map(({ productId }) => productId)

test('a product is shown once for each change that is seen', () => {
  const changes = createStockChanges()
  expect(ids(changes.next([product(1, 1), product(2, 1)]).stock)).toEqual(['prod-2', 'prod-1'])
  expect(changes.next([product(1, 1), product(2, 1)])).toEqual({ stock: [], gone: [] })
  expect(changes.next([product(2, 2), product(1, 1)])).toEqual({ stock: [product(2, 2)], gone: [] })
  expect(ids(changes.all())).toEqual(['prod-2', 'prod-1'])
})

test('of many changes all are shown, twenty at a time, as they are by then', () => {
  const changes = createStockChanges()
  const all = (version: number) => Array.from({ length: 45 }, (_, n) => product(n, version))
  const next = (version: number) => changes.next(all(version)).stock
  const shown = [next(1), next(1), next(2), next(2)]
  expect(shown.map(products => products.length)).toEqual([20, 20, 20, 20])
  expect(shown[2]?.[0]).toEqual(product(4, 2))
  const latest = new Map([...shown, next(2)].flat().map(({ productId, version }) => [productId, version]))
  expect(latest.size).toBe(45)
  expect([...latest.values()].every(version => version === 2)).toBe(true)
})

test('what is no longer among the products is said to be gone, shown or not, and forgotten', () => {
  const changes = createStockChanges()
  const first = Array.from({ length: 30 }, (_, n) => product(n, 1))
  changes.next(first)
  const { stock, gone } = changes.next([product(99, 1)])
  expect(stock).toEqual([product(99, 1)])
  expect(gone.toSorted()).toEqual(ids(first).toSorted())
  expect(changes.next([product(3, 1), product(99, 1)])).toEqual({ stock: [product(3, 1)], gone: [] })
})

test('a product that was deleted and has begun anew is gone and there again', () => {
  const changes = createStockChanges()
  changes.next([product(1, 7)])
  expect(changes.next([product(1, 1)])).toEqual({ stock: [product(1, 1)], gone: ['prod-1'] })
})

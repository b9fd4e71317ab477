import { maxPieces } from '@orderflow/inventory/domain/stock.ts'
import { describe, expect, test } from 'vitest'
import { type OrderWanted, type ProductWanted, replay, type Scenario } from './simulator/index.ts'
import { system } from './system/index.ts'

const most = Number.MAX_SAFE_INTEGER

/** Ids at their bounds; every schema lets them have 1 to 100 characters. */
const ids = ['x', '.', '..', '/%2e?#', ' ', 'x'.repeat(100), '😀'.repeat(100), '\\"'.repeat(50), '\u{10ffff}']
const prefixes = ['', 'declined-', 'undeliverable-']

const product = (productId: string, unitPrice: number, stock = maxPieces): ProductWanted => {
  return { productId, unitPrice, stock }
}

interface Wanted {
  readonly products: readonly ProductWanted[]
  readonly items: OrderWanted['items']
  readonly orderId?: string
  readonly customerId?: string
}

const ways = [undefined, 'cancel', 'deadline'] as const

/** Runs one order to its end, by itself, with a cancellation or with a deadline on the way, in every deployment. */
function violations(
  { products, items, orderId = 'order-1', customerId = 'c' }: Wanted,
  among: typeof ways | readonly [undefined] = ways,
): string[] {
  const order = { orderId, customerId, items, key: undefined }
  const stimuli = [
    { id: 'place', kind: 'place', order: 0, repeat: 'first' },
    { id: 'cancel', kind: 'cancel', order: 0 },
    { id: 'deadline', kind: 'deadline', order: 0 },
  ] as const satisfies Scenario['stimuli']
  return system.deployments.flatMap((_, deployment) =>
    among.flatMap(way => {
      const scenario = { deployment, partitions: 1, products, orders: [order], stimuli }
      const actions = ['place', ...(way === undefined ? [] : [way])].map(
        stimulus => ({ do: 'send', stimulus }) as const,
      )
      const { violation, lines } = replay(system, { scenario, actions })
      expect(lines.length).toBeGreaterThan(1)
      return violation === undefined ? [] : [`${violation.invariant}: ${violation.detail}`]
    }),
  )
}

describe('an order at the bounds of the schemas comes to its end, and its books agree', () => {
  test.each(ids)('with ids such as %j', id => {
    const productId = ids[(ids.indexOf(id) + 1) % ids.length] as string
    const products = [product(productId, 500)]
    const items = [{ productId, quantity: 1 }]
    for (const prefix of prefixes) {
      const customerId = `${prefix}${[...id].slice(0, 100 - prefix.length).join('')}`
      expect(violations({ products, items, orderId: id, customerId })).toEqual([])
    }
  })

  test.each(
    [0, 1, 1e13, most - 1, most, 2 ** 53, 1e300].flatMap(price =>
      [1, 2, 1000, maxPieces, most].map(quantity => ({ price, quantity })),
    ),
  )('at $price a piece, $quantity of them', ({ price, quantity }) => {
    const products = [product('prod-1', price), product('prod-2', 1)]
    const items = [
      { productId: 'prod-1', quantity },
      { productId: 'prod-2', quantity: 1 },
    ]
    expect(violations({ products, items })).toEqual([])
  })

  test.each([1, 1000])('with 1000 lines of %i products', different => {
    const products = Array.from({ length: different }, (_, n) => product(`${n}-${'😀'.repeat(95)}`, 9e12))
    for (const quantity of [1, most]) {
      const items = Array.from({ length: 1000 }, (_, n) => {
        return { productId: products[n % different]?.productId ?? '', quantity }
      })
      expect(violations({ products, items }, [undefined])).toEqual([])
    }
  })

  test('with no lines, or with a product that is not there', () => {
    expect(violations({ products: [], items: [] })).toEqual([])
    expect(violations({ products: [], items: [{ productId: 'prod-1', quantity: 1 }] })).toEqual([])
  })
})

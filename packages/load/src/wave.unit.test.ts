import { describe, expect, it } from 'vitest'
import { type OrderRequest, wave } from './wave.ts'

type Kind = 'plain' | 'declined' | 'undeliverable' | 'scarce' | 'unknown'

function kindOf({ customerId, items }: OrderRequest): Kind {
  const products = items.map(({ productId }) => productId)
  if (customerId.startsWith('declined-')) return 'declined'
  if (customerId.startsWith('undeliverable-')) return 'undeliverable'
  if (products.includes('prod-scarce')) return 'scarce'
  return products.includes('prod-unknown') ? 'unknown' : 'plain'
}

function mixOf(orders: Iterable<OrderRequest>): Record<Kind, number> {
  const mix = { plain: 0, declined: 0, undeliverable: 0, scarce: 0, unknown: 0 }
  for (const order of orders) mix[kindOf(order)]++
  return mix
}

describe('wave', () => {
  it('is the same for the same number and seed, and another for another seed', () => {
    expect([...wave(500, 7)]).toEqual([...wave(500, 7)])
    expect([...wave(500, 7)]).not.toEqual([...wave(500, 8)])
  })

  it('has a realistic mix', () => {
    const mix = mixOf(wave(20_000, 1))
    const share = (kind: Kind) => mix[kind] / 20_000
    expect(share('declined')).toBeCloseTo(0.08, 2)
    expect(share('undeliverable')).toBeCloseTo(0.05, 2)
    expect(share('scarce')).toBeCloseTo(0.04, 2)
    expect(share('unknown')).toBeCloseTo(0.005, 2)
  })

  it('has other shares if they are asked for', () => {
    const mix = mixOf(wave(20_000, 1, { shares: { declined: 0.1, 'out-of-stock': 0.05 } }))
    expect(mix.declined / 20_000).toBeCloseTo(0.1, 2)
    expect(mix.scarce / 20_000).toBeCloseTo(0.05, 2)
    expect([mix.undeliverable, mix.unknown]).toEqual([1, 1])
  })

  it.each([5, 20, 21, 100])('has every outcome in %i orders, whatever the seed', orders => {
    for (let seed = 0; seed < 200; seed++) {
      const sent = [...wave(orders, seed)]
      expect(sent).toHaveLength(orders)
      expect(Math.min(...Object.values(mixOf(sent)))).toBeGreaterThan(0)
      const more = sent.some(({ items }) =>
        items.some(item => item.productId === 'prod-scarce' && item.quantity > 5),
      )
      expect(more).toBe(true)
    }
  })

  it('orders what the catalogue has, one to three pieces of one to three products', () => {
    const sizes = new Set<number>()
    const products = new Set<string>()
    for (const order of wave(5_000, 3)) {
      if (kindOf(order) !== 'plain') continue
      sizes.add(order.items.length)
      for (const { productId, quantity } of order.items) {
        products.add(productId)
        expect([1, 2, 3]).toContain(quantity)
      }
      expect(new Set(order.items.map(({ productId }) => productId)).size).toBe(order.items.length)
    }
    expect([...sizes].sort()).toEqual([1, 2, 3])
    expect(products.size).toBe(100)
  })

  it.each([0, 1, 4])('has %i orders if that is what is asked for', orders => {
    expect([...wave(orders, 1)]).toHaveLength(orders)
  })

  it.each([10, 500])('has the slow customers that are asked for among %i orders, early on', orders => {
    for (let seed = 0; seed < 50; seed++) {
      const slow = [...wave(orders, seed, { slow: 4 })].flatMap(({ customerId }, place) =>
        customerId.startsWith('slow-') ? [place] : [],
      )
      expect(slow).toHaveLength(4)
      expect(Math.max(...slow)).toBeLessThan(20)
    }
  })
})

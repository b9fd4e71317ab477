import { textPattern } from '@orderflow/event-contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Contract, contractOfVersion, contracts, downcast, upcast } from './registry.ts'

const v3 = contracts.OrderCreated
const v2 = contractOfVersion('OrderCreated', 2) as Contract
const v1 = contractOfVersion('OrderCreated', 1) as Contract
const order = {
  orderId: 'order-1',
  customerId: 'customer-1',
  items: [{ productId: 'prod-1', quantity: 2 }],
  createdAt: '2026-01-15T10:30:00.000Z',
}

/** Every earlier version beside the current one. */
const earlier = Object.values<Contract>(contracts).flatMap(current =>
  current.older.map(older => ({ older, current })),
)
const exampleOf = ({ schema }: Contract) => (schema as { examples: [object] }).examples[0]

describe.each(earlier)('$older.topic', ({ older, current }) => {
  test('its example is a sound event of the current version, and comes back as it was', () => {
    const upcasted = upcast(older, exampleOf(older), current.version)
    expect(current.validationError(upcasted)).toBeUndefined()
    expect(downcast(current, upcasted, older.version)).toEqual(exampleOf(older))
  })

  test("the current version's example is a sound event of it, of an order of saga 1", () => {
    const data = { ...exampleOf(current), saga: 1 }
    expect(older.validationError(downcast(current, data, older.version))).toBeUndefined()
  })
})

describe('OrderCreated from version 1 to 2', () => {
  test('an order without a currency was in the only one that there was', () => {
    expect(upcast(v1, order, 2)).toEqual({ ...order, currency: 'EUR' })
  })

  test('fields that version 1 did not know do not become those of version 2', () => {
    expect(upcast(v1, { ...order, currency: 'USD', destinationCountry: 7, coupon: 'FREE' }, 2)).toEqual({
      ...order,
      currency: 'EUR',
    })
  })

  test('any order of version 1 within the bounds of version 2 is a sound one of version 2', () => {
    const isText = new RegExp(textPattern, 'u')
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      .filter(t => [...t].length <= 100 && isText.test(t))
    const orders = fc.record({
      orderId: text,
      customerId: text,
      items: fc.array(fc.record({ productId: text, quantity: fc.integer({ min: 1 }) }), { maxLength: 5 }),
      createdAt: fc
        .date({ min: new Date('1970-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
        .map(date => date.toISOString()),
      unknown: fc.jsonValue(),
    })
    fc.assert(
      fc.property(orders, data => {
        expect(v1.validationError(data)).toBeUndefined()
        expect(v2.validationError(upcast(v1, data, 2))).toBeUndefined()
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})

describe('OrderCreated from version 3 to 1', () => {
  test('loses where it goes', () => {
    expect(downcast(v3, { ...order, currency: 'EUR', saga: 1, destinationCountry: 'AT' }, 1)).toEqual(order)
  })

  test('is refused where version 1 would say another currency', () => {
    expect(() => downcast(v3, { ...order, currency: 'USD', saga: 1 }, 1)).toThrow(
      /^EVENT_DOWNCAST_IMPOSSIBLE: .* USD /,
    )
  })
})

describe('the version of the saga', () => {
  test.each([
    [contractOfVersion('OrderCreated', 2) as Contract, v3],
    [contractOfVersion('StockReserved', 1) as Contract, contracts.StockReserved],
  ])('$topic means the first, and can say no other', (older, current) => {
    expect(upcast(older, { ...exampleOf(older), saga: 7 }, current.version)).toMatchObject({ saga: 1 })
    expect(() => downcast(current, { ...exampleOf(current), saga: 2 }, older.version)).toThrow(
      /^EVENT_DOWNCAST_IMPOSSIBLE: .* version 2$/,
    )
  })
})

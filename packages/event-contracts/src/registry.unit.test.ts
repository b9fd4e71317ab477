import { expect, expectTypeOf, test } from 'vitest'
import type { OrderCreatedV1 } from './generated/types.ts'
import { allContracts, contractOfTopic, contracts, type Event, type EventData, keyOf } from './registry.ts'

test('a type has its contract, and a topic the contract of its events', () => {
  expect(contracts.StockReserved).toMatchObject({
    type: 'StockReserved',
    version: 1,
    topic: 'stock.reserved.v1',
  })
  expect(contractOfTopic('stock.reserved.v1')).toBe(contracts.StockReserved)
  expect(contractOfTopic('stock.reserved.v1.payment.dlq')).toBeUndefined()
})

test('every topic, and every type among the current versions, occurs once', () => {
  expect(new Set(allContracts.map(({ topic }) => topic)).size).toBe(allContracts.length)
  for (const [type, contract] of Object.entries(contracts)) expect(contract.type).toBe(type)
})

test('earlier versions are of the same type and key, and newest first', () => {
  for (const { type, key, version, older } of Object.values(contracts)) {
    for (const contract of older) expect(contract).toMatchObject({ type, key, older: [] })
    const versions = [version, ...older.map(contract => contract.version)]
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a))
  }
})

test('the key is the order, or the product', () => {
  expect(keyOf(contracts.OrderCompleted, { orderId: 'order-1' })).toBe('order-1')
  expect(keyOf(contracts.InventoryAdjusted, { productId: 'prod-1' })).toBe('prod-1')
})

test.each([undefined, null, 7, 'text', [], {}, { orderId: 7 }])('%j has no key', data => {
  expect(() => keyOf(contracts.OrderCompleted, data)).toThrow('EVENT_KEY_MISSING: OrderCompleted')
})

test('a type decides its data', () => {
  expectTypeOf<EventData<'OrderCreated'>>().toEqualTypeOf<OrderCreatedV1>()
  expectTypeOf<Extract<Event, { type: 'OrderCreated' }>['data']>().toEqualTypeOf<OrderCreatedV1>()
})

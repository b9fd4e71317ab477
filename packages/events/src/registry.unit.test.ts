import { expect, expectTypeOf, test } from 'vitest'
import type { OrderCompletedV1, OrderCreatedV1, OrderCreatedV2 } from './generated/types.ts'
import {
  allContracts,
  contractOfTopic,
  contractOfVersion,
  contracts,
  type Event,
  type EventData,
  type EventsOf,
} from './registry.ts'

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
    for (const contract of older) expect(contract).toMatchObject({ type, key })
    const versions = [version, ...older.map(contract => contract.version)]
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a))
  }
})

test('the key is the order, or the product', () => {
  expect(contracts.OrderCompleted.keyOf({ orderId: 'order-1' })).toBe('order-1')
  expect(contracts.InventoryAdjusted.keyOf({ productId: 'prod-1' })).toBe('prod-1')
})

test.each([undefined, null, 7, 'text', [], {}, { orderId: 7 }])('%j has no key', data => {
  expect(() => contracts.OrderCompleted.keyOf(data)).toThrow('EVENT_KEY_MISSING: OrderCompleted')
})

test('a version of an event has its contract, with the versions before it', () => {
  expect(contractOfVersion('OrderCreated', 2)).toBe(contracts.OrderCreated)
  expect(contractOfVersion('OrderCreated', 1)).toMatchObject({ topic: 'order.created.v1', older: [] })
  expect(contractOfVersion('OrderCreated', 3)).toBeUndefined()
})

test('a type, and a version of it, decide its data', () => {
  expectTypeOf<EventData<'OrderCreated'>>().toEqualTypeOf<OrderCreatedV2>()
  expectTypeOf<EventData<'OrderCreated', 1>>().toEqualTypeOf<OrderCreatedV1>()
  expectTypeOf<Extract<Event, { type: 'OrderCreated' }>['data']>().toEqualTypeOf<OrderCreatedV2>()
  expectTypeOf<EventsOf<{ OrderCreated: 1; OrderCompleted: 1 }>>().toEqualTypeOf<{
    readonly OrderCreated: OrderCreatedV1
    readonly OrderCompleted: OrderCompletedV1
  }>()
})

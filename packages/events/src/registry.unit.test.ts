import { expect, expectTypeOf, test } from 'vitest'
import type { OrderCompletedV1, OrderCreatedV1, OrderCreatedV3 } from './generated/types.ts'
import {
  contractOfTopic,
  contractOfVersion,
  contracts,
  type Event,
  type EventData,
  type EventsOf,
  topics,
} from './registry.ts'

test('a contract is found by its type, its version, or its topic', () => {
  expect(contractOfTopic('stock.reserved.v2')).toBe(contracts.StockReserved)
  expect(contractOfVersion('OrderCreated', 3)).toBe(contracts.OrderCreated)
  expect(contractOfVersion('OrderCreated', 1)).toMatchObject({ topic: 'order.created.v1', older: [] })
})

test('the key is the order, or the product', () => {
  expect(contracts.OrderCompleted.keyOf({ orderId: 'order-1' })).toBe('order-1')
  expect(contracts.InventoryAdjusted.keyOf({ productId: 'prod-1' })).toBe('prod-1')
})

test("one topic keeps the newest event of each key for ever, the stock's", () => {
  const compacted = topics().filter(({ config }) => config['cleanup.policy'] === 'compact')
  expect(compacted.map(({ topic }) => topic)).toEqual(['inventory.adjusted.v1'])
})

test('a type, and a version of it, decide its data', () => {
  expectTypeOf<EventData<'OrderCreated'>>().toEqualTypeOf<OrderCreatedV3>()
  expectTypeOf<EventData<'OrderCreated', 1>>().toEqualTypeOf<OrderCreatedV1>()
  expectTypeOf<Extract<Event, { type: 'OrderCreated' }>['data']>().toEqualTypeOf<OrderCreatedV3>()
  expectTypeOf<EventsOf<{ OrderCreated: 1; OrderCompleted: 1 }>>().toEqualTypeOf<{
    readonly OrderCreated: OrderCreatedV1
    readonly OrderCompleted: OrderCompletedV1
  }>()
})

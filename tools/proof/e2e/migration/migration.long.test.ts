import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../shop.ts'
import { type MigratingShop, openMigratingShop } from './migrating-shop.ts'

/**
 * The whole migration of OrderCreated from version 1 to 2, as docs/contracts/migration.md tells it: each step
 * runs the releases that meet in it side by side, on the databases and topics that the steps before have left.
 */
let shop: MigratingShop
beforeAll(async () => {
  shop = await openMigratingShop()
})
afterAll(() => shop?.stop())

test('before: a producer and a consumer that know version 1', async () => {
  await shop.run('order-v1', 'inventory-v1')
  await shop.placeAndSettle('order-v1')
})

test('consumers first: one that knows version 2 takes over beside the old one', async () => {
  await shop.run('order-v1', 'inventory-v1', 'inventory-v2')
  await shop.placeAndSettle('order-v1')
})

test('the old consumer is gone: the new one understands the old producer', async () => {
  await shop.run('order-v1', 'inventory-v2')
  await shop.placeAndSettle('order-v1')
})

test('producers next: one that publishes both versions runs beside the old one, before either consumer', async () => {
  await shop.run('order-v1', 'order-dual', 'inventory-v1', 'inventory-v2')
  await shop.placeAndSettle('order-v1', 'order-dual')
})

test('a consumer that is late with its upgrade is served by the copies', async () => {
  await shop.run('order-dual', 'inventory-v1')
  await shop.placeAndSettle('order-dual')
})

test('a consumer that catches up finds each event twice and applies it once', async () => {
  await shop.run('order-dual', 'inventory-v2')
  await shop.placeAndSettle('order-dual')
})

test('version 1 is left out by one producer while another still publishes both', async () => {
  await shop.run('order-dual', 'order-v2', 'inventory-v1', 'inventory-v2')
  await shop.placeAndSettle('order-dual', 'order-v2')
})

test('left out too early: orders wait for a consumer that knows version 2, and none is lost', async () => {
  await shop.run('order-dual', 'order-v2', 'inventory-v1')
  const waiting = await shop.place('order-v2')
  const served = await shop.place('order-dual')
  await eventually(
    () => shop.statusesOf(served),
    statuses => !statuses.includes('PENDING'),
  )
  expect(await shop.statusesOf(waiting)).toEqual(['PENDING'])

  await shop.run('order-v2', 'inventory-v2')
  await shop.settle()
  expect(await shop.statusesOf(waiting)).not.toContain('PENDING')
})

test('after: every order is on the topics that its producer published it on, as one event', async () => {
  const topics = await shop.topicsByProducer()
  expect(topics).toEqual({
    'order-v1': ['order.created.v1'],
    'order-dual': ['order.created.v1 = order.created.v2'],
    'order-v2': ['order.created.v2'],
  })
})

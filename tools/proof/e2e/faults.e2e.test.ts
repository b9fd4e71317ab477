import { audit, waitUntilSettled } from '@orderflow/audit'
import { placeOrders, wave } from '@orderflow/load'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

const acknowledged: string[] = []

/** Places orders and calls `midway` once, when half of them are accepted. */
async function place(orders: number, seed: number, midway: () => Promise<void>) {
  let fault: Promise<void> | undefined
  let accepted = 0
  const report = await placeOrders({
    orderUrl: shop.addresses.order,
    orders: wave(orders, seed),
    onAccepted({ orderId }) {
      acknowledged.push(orderId)
      if (++accepted === orders / 2) fault = midway()
    },
  })
  await fault
  expect(accepted).toBe(orders)
  return report
}

/** Every order answered 202 so far has ended, and every invariant holds. */
async function expectNoViolation() {
  const postgresUrl = (database: string) => shop.databaseUrl(database)
  const { settled, unsettled } = await waitUntilSettled({ postgresUrl, timeoutMs: 120_000 })
  expect({ settled, unsettled }).toMatchObject({ settled: true })
  const report = await audit({ postgresUrl, brokers: shop.servers.kafka.bootstrap, acknowledged })
  expect(report.violations).toEqual([])
  expect(report.orders).toBe(acknowledged.length)
}

test('inventory killed in the middle of 2,000 orders and started again: no violation', {
  timeout: 480_000,
}, async () => {
  const { inventory } = shop.processes
  await place(2_000, 1, async () => {
    const died = new Promise(resolve => inventory.onExit(resolve))
    inventory.kill('SIGKILL')
    await died
    await inventory.start()
  })
  await expectNoViolation()
})

test('Kafka stopped for 20 s while orders are placed: every POST succeeds, none is lost', {
  timeout: 480_000,
}, async () => {
  const { kafka } = shop.servers
  let placing = true
  await kafka.kill()
  const outage = new Promise(resolve => setTimeout(resolve, 20_000)).then(() => {
    placing = false
  })
  // One order after another for as long as the broker is gone, each answered at the first attempt.
  const orders = (function* () {
    for (const order of wave(1_000_000, 2)) {
      if (!placing) return
      yield order
    }
  })()
  const before = acknowledged.length
  const { retries, accepted } = await placeOrders({
    orderUrl: shop.addresses.order,
    orders,
    concurrency: 1,
    onAccepted: ({ orderId }) => void acknowledged.push(orderId),
  })
  await outage
  await kafka.start()

  expect(retries).toBe(0)
  expect(accepted).toBe(acknowledged.length - before)
  expect(accepted).toBeGreaterThan(0)
  await expectNoViolation()
})

test('PostgreSQL killed in the middle of 1,000 orders and started again: no violation', {
  timeout: 480_000,
}, async () => {
  const { postgres } = shop.servers
  await place(1_000, 3, async () => {
    await postgres.kill()
    await postgres.start()
  })
  await expectNoViolation()
})

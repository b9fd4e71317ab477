import { audit, waitUntilSettled } from '@orderflow/audit'
import { placeOrders, wave } from '@orderflow/load'
import { beforeAll, expect, test } from 'vitest'
import { eventually, query, type Shop } from '../shop.ts'

interface Health {
  readonly checks: Readonly<Record<string, { readonly ok: boolean }>>
}

/** Servers and a service that die under load; nothing may have been poisoned before. */
export function outages(running: () => Shop) {
  let shop: Shop
  /** Orders of others. */
  let before: number
  beforeAll(async () => {
    shop = running()
    before = (await query(shop, 'orders', 'SELECT FROM orders')).length
  })

  const acknowledged: string[] = []

  /** Places orders and calls `midway` once, when half of them are accepted. */
  async function place(orders: number, seed: number, midway: () => Promise<void>) {
    let fault: Promise<void> | undefined
    let accepted = 0
    const report = await placeOrders({
      ...shop.orders,
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

  /** Waits until a service says that it cannot reach its broker. */
  async function withoutKafka(address: string): Promise<void> {
    await eventually(
      async () => (await fetch(`${address}/health/ready`)).json() as Promise<Health>,
      ({ checks }) => checks.kafka?.ok === false,
    )
  }

  /** Every order answered 202 so far has ended, and every invariant holds. */
  async function expectNoViolation() {
    const postgresUrl = (database: string) => shop.databaseUrl(database)
    const { settled, unsettled } = await waitUntilSettled({ postgresUrl, timeoutMs: 120_000 })
    expect({ settled, unsettled }).toMatchObject({ settled: true })
    const report = await audit({
      postgresUrl,
      kafka: { brokers: shop.servers.kafka.bootstrap },
      acknowledged,
    })
    expect(report.violations).toEqual([])
    expect(report.orders).toBe(before + acknowledged.length)
  }

  test('inventory killed in the middle of 600 orders and started again: no violation', {
    timeout: 480_000,
  }, async () => {
    const { inventory } = shop.processes
    await place(600, 1, async () => {
      const died = new Promise(resolve => inventory.onExit(resolve))
      inventory.kill('SIGKILL')
      await died
      await inventory.start()
    })
    await expectNoViolation()
  })

  test('Kafka is gone while orders are placed: every POST succeeds, none is lost', {
    timeout: 480_000,
  }, async () => {
    const { kafka } = shop.servers
    let placing = true
    await kafka.kill()
    // Until every service has noticed, and then some.
    const outage = Promise.all(Object.values(shop.addresses).map(withoutKafka)).then(async () => {
      const noticed = acknowledged.length
      await eventually(
        async () => acknowledged.length,
        now => now > noticed + 200,
      )
      placing = false
    })
    // One order after another for as long as the broker is gone, each answered at the first attempt.
    const orders = (function* () {
      for (const order of wave(1_000_000, 2)) {
        if (!placing) return
        yield order
      }
    })()
    const first = acknowledged.length
    const { retries, accepted } = await placeOrders({
      ...shop.orders,
      orders,
      concurrency: 1,
      onAccepted: ({ orderId }) => void acknowledged.push(orderId),
    })
    await outage
    await kafka.start()

    expect(retries).toBe(0)
    expect(accepted).toBe(acknowledged.length - first)
    await expectNoViolation()
  })

  test('PostgreSQL killed in the middle of 600 orders and started again: no violation', {
    timeout: 480_000,
  }, async () => {
    const { postgres } = shop.servers
    await place(600, 3, async () => {
      await postgres.kill()
      await postgres.start()
    })
    await expectNoViolation()
  })
}

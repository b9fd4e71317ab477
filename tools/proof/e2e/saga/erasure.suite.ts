import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { audit, waitUntilSettled } from '@orderflow/audit'
import { beforeAll, expect, test } from 'vitest'
import { bearer } from '../../../dev/lib/bearer.ts'
import { ask, type OrderBody, orderToEnd, query, type Shop } from '../shop.ts'
import { everythingKept, placesOf } from './kept.ts'
import type { RunningSystem } from './system.ts'

/** A customer is forgotten: what refuses it, what is left, and what goes on. */
export function erasure(running: () => RunningSystem) {
  const customerId = `grace.${crypto.randomUUID()}@example.com`
  let shop: Shop
  let orderIds: readonly string[]
  beforeAll(async () => {
    shop = running().shop
    const [one, two] = [
      await orderToEnd(shop, customerId, 'prod-41'),
      await orderToEnd(shop, customerId, 'prod-42', 2),
    ]
    orderIds = [one.orderId, two.orderId]
  })

  async function run(path: string, args: readonly string[], input = '') {
    const env = { ...process.env, ORDERFLOW_RUN_DIR: shop.dataDir }
    const main = fileURLToPath(new URL(`../../../ops/${path}/main.ts`, import.meta.url))
    const command = promisify(execFile)(process.execPath, [main, ...args], { env })
    command.child.stdin?.end(input)
    return await command
  }
  const erase = (who: string) => run('erase', ['-', '--by', 'ada', '--json'], `${who}\n`)

  async function place(who: string): Promise<number> {
    const { status } = await shop.fetch(`${shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: who, items: [{ productId: 'prod-43', quantity: 1 }] }),
    })
    return status
  }
  const asCustomer = async (path: string) => {
    const { issuer } = shop.endpoints()
    if (issuer === undefined) throw new Error('The system has no issuer.')
    const authorization = await bearer(issuer, { subject: customerId })()
    return await fetch(`${shop.addresses.order}${path}`, { headers: { authorization } })
  }
  const pseudonymOf = async (orderId: string) => {
    const [row] = await query<{ id: string }>(
      shop,
      'orders',
      'SELECT customer_id AS id FROM orders WHERE order_id = $1',
      [orderId],
    )
    return row?.id
  }

  test('it is refused in a sentence: of somebody unknown, by a pseudonym, and with an order under way', async () => {
    for (const args of [[], ['-'], ['a', 'b'], ['a', '--by', ' ']])
      await expect(run('erase', args)).rejects.toMatchObject({ code: 2 })
    await expect(run('erase', ['nobody-of-that-name'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No such customer is known'),
    })
    const pseudonym = await pseudonymOf(orderIds[0] as string)
    await expect(erase(pseudonym as string)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('That is a pseudonym'),
    })
    const waiting = `waiting-${crypto.randomUUID()}`
    await query(shop, 'orders', 'INSERT INTO customers (customer_id, pseudonym) VALUES ($1, $1 || $1)', [
      waiting,
    ])
    await query(
      shop,
      'orders',
      `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
       VALUES ($1, $1 || $1, '[]', 'PENDING', 'c', 1, now(), now())`,
      [waiting],
    )
    await expect(erase(waiting)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`1 open order (${waiting})`),
    })
    for (const table of ['orders', 'customers'])
      await query(shop, 'orders', `DELETE FROM ${table} WHERE customer_id LIKE $1 || '%'`, [waiting])
  })

  test('who the orders were of can be read nowhere, and they stay', async () => {
    const found = await asCustomer('/orders')
    expect(((await found.json()) as { orders: readonly unknown[] }).orders).toHaveLength(2)

    const { stdout } = await erase(customerId)
    expect(JSON.parse(stdout)).toMatchObject({ orders: 2, ordersWithId: 0 })
    expect(await query(shop, 'orders', 'SELECT orders, erased_by FROM erasures')).toEqual([
      { orders: 2, erased_by: 'ada' },
    ])

    expect(placesOf(customerId, await everythingKept(running()))).toEqual(new Map())
    expect(await query(shop, 'orders', 'SELECT FROM customers WHERE customer_id = $1', [customerId])).toEqual(
      [],
    )
    for (const orderId of orderIds) {
      expect((await asCustomer(`/orders/${orderId}`)).status).toBe(404)
      const order = await ask(shop, `${shop.addresses.order}/orders/${orderId}`)
      expect(order).toMatchObject({ orderId, status: 'COMPLETED', customerId: await pseudonymOf(orderId) })
    }
    expect(await (await asCustomer('/orders')).json()).toEqual({ orders: [] })
  })

  test('audit and rebuild find all as it was', async () => {
    const postgresUrl = shop.databaseUrl
    expect(await waitUntilSettled({ postgresUrl, timeoutMs: 60_000 })).toMatchObject({ settled: true })
    const { violations } = await audit({ postgresUrl, kafka: { brokers: shop.servers.kafka.bootstrap } })
    expect(violations).toEqual([])
    expect((await run('topic', ['rebuild', 'reporting'])).stdout).toContain('as it was before')
  })

  test('who orders again is somebody new', async () => {
    const { orderId } = await orderToEnd(shop, customerId, 'prod-44')
    expect(await pseudonymOf(orderId)).not.toBe(await pseudonymOf(orderIds[0] as string))
    const { orders } = (await (await asCustomer('/orders')).json()) as { orders: readonly OrderBody[] }
    expect(orders.map(order => order.orderId)).toEqual([orderId])
  })

  test('beside orders of the same customer that come at the time, nothing fails', async () => {
    const racing = `racing-${crypto.randomUUID()}`
    await orderToEnd(shop, racing, 'prod-45')
    const placed = Array.from({ length: 40 }, () => place(racing))
    const outcome = await erase(racing).then(
      ({ stdout }) => JSON.parse(stdout) as object,
      error => String(error.stderr),
    )
    expect(new Set(await Promise.all(placed))).toEqual(new Set([202]))
    if (typeof outcome === 'string') expect(outcome).toMatch(/open order|hold the customer's row/)
    const found = await ask(shop, `${shop.addresses.order}/orders?customer=${racing}&limit=200`)
    const erased = typeof outcome === 'string' ? 0 : (outcome as { orders: number }).orders
    expect((found.orders as readonly unknown[]).length + erased).toBe(41)
  })
}

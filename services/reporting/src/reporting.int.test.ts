import type { EventType } from '@orderflow/events'
import {
  goldenMessages,
  type Message,
  type ServiceUnderTest,
  startServiceUnderTest,
} from '@orderflow/events/testing'
import type { OrderList, OrderSummary } from '@orderflow/live-page/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reporting } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'
import { connectTo } from './stream/clients.fixture.ts'

const migrations = new URL('../migrations/', import.meta.url)
let service: ServiceUnderTest
beforeAll(async () => {
  service = await startServiceUnderTest({ define: reporting, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const total = { amount: 1050, currency: 'EUR' }

/** The events of an order of this customer that completes, in the order in which they happen. */
function completed(orderId: string, customerId = 'c-1', createdAt = new Date().toISOString()): Message[] {
  return [
    service.message('OrderCreated', { orderId, customerId, createdAt }),
    service.message('StockReserved', { orderId, total }),
    service.message('PaymentCaptured', { orderId, amount: total }),
    service.message('ShipmentDispatched', { orderId }),
    service.message('OrderCompleted', { orderId }),
  ]
}

const journey = async (orderId: string) => (await service.get(`/orders/${orderId}/journey`)).body

describe('an order', () => {
  test('is told by its events, once however often they come', async () => {
    const orderId = crypto.randomUUID()
    const events = completed(orderId)
    await service.send(...events, ...events.toReversed())
    await service.settled()
    const deliveries = async () =>
      (await journey(orderId)).events.map((event: { deliveries: number }) => event.deliveries)
    await expect.poll(deliveries).toEqual(events.map(() => 2))

    const { order, events: told } = await journey(orderId)
    const { ce_correlationid: correlationId } = events[0]?.headers ?? {}
    expect(order).toMatchObject({ orderId, customerId: 'c-1', status: 'COMPLETED', total, correlationId })
    expect(Date.parse(order.endedAt) - Date.parse(order.createdAt)).toBe(Math.round(order.seconds * 1_000))
    expect(told.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      events.map(({ headers }) => headers.ce_id).toSorted(),
    )
    expect(told).toContainEqual({
      id: events[2]?.headers.ce_id,
      type: 'PaymentCaptured',
      topic: 'payment.captured.v1',
      source: '/test',
      time: events[2]?.headers.ce_time,
      sequence: 1,
      causationId: events[2]?.headers.ce_causationid,
      correlationId: events[2]?.headers.ce_correlationid,
      initiator: 'test',
      deliveries: 2,
      data: JSON.parse(String(events[2]?.value)),
    })
  })

  test('remembers its events itself, when the inbox has forgotten, in one batch and in another', async () => {
    const orderId = crypto.randomUUID()
    const events = completed(orderId)
    await service.send(...events.slice(0, 3), ...events.slice(0, 3))
    await service.settled()
    await service.pool.query('DELETE FROM inbox')
    await service.send(...events, ...events.slice(2))
    await service.settled()
    expect((await journey(orderId)).events).toHaveLength(5)
    const { rows } = await service.pool.query(
      'SELECT captured, dispatches, cardinality(events) AS events FROM orders WHERE order_id = $1',
      [orderId],
    )
    expect(rows).toEqual([{ captured: total.amount, dispatches: 1, events: 5 }])
  })

  test('whose events come backwards, one after the other, is the same', async () => {
    const orderId = crypto.randomUUID()
    for (const event of completed(orderId).toReversed()) {
      expect((await service.get(`/orders/${orderId}/journey`)).status).toBe(404)
      await service.send(event)
      await service.settled()
    }
    expect((await journey(orderId)).order).toMatchObject({ status: 'COMPLETED', total })
  })

  test('that was created in an older version is the one that the newer one tells, whichever comes first', async () => {
    const [older, newer] = [crypto.randomUUID(), crypto.randomUUID()]
    const createdAt = '2026-01-15T11:30:00+01:00'
    await service.send(service.message('OrderCreated', { orderId: older, createdAt }, 1))
    await service.send(service.message('OrderCreated', { orderId: newer, currency: 'USD' }))
    await service.settled()
    expect(await journey(older)).toMatchObject({
      order: { status: 'PENDING', createdAt: '2026-01-15T10:30:00.000Z' },
      events: [{ topic: 'order.created.v1', data: { currency: 'EUR' } }],
    })
    expect((await journey(newer)).events).toMatchObject([{ data: { currency: 'USD' } }])
  })

  test('with more events than fit into an answer is told page by page', async () => {
    const orderId = crypto.randomUUID()
    const created = completed(orderId)[0] as Message
    // Each caused by the one before; their ids follow one another. Two of them are large.
    const chain = Array.from({ length: 230 }, (_, n) => {
      const message = service.message('StockReleased', { orderId })
      const value = {
        ...JSON.parse(String(message.value)),
        note: 'x'.repeat(n === 100 || n === 101 ? 600_000 : 1_000),
      }
      const ce_id = `ffffff00-0000-7000-8000-${String(n).padStart(12, '0')}`
      const ce_causationid =
        n === 0 ? created.headers.ce_id : `ffffff00-0000-7000-8000-${String(n - 1).padStart(12, '0')}`
      return {
        ...message,
        value: Buffer.from(JSON.stringify(value)),
        headers: { ...message.headers, ce_id, ce_causationid },
      } as Message
    })
    for (const part of [[created, ...chain.slice(0, 100)], chain.slice(100, 101), chain.slice(101)]) {
      await service.send(...part)
    }
    await service.settled()
    const ids = [created, ...chain].map(({ headers }) => headers.ce_id)
    const pages: string[][] = []
    for (let after = ''; pages.length < 9; ) {
      const { status, body } = await service.get(`/orders/${orderId}/journey?limit=110${after}`)
      expect([status, body.order.orderId]).toEqual([200, orderId])
      pages.push(body.events.map(({ id }: { id: string }) => id))
      if (body.next === undefined) break
      after = `&after=${body.next}`
    }
    expect(pages.flat()).toEqual(ids)
    // Cut between the large ones, then by number.
    expect(pages.map(page => page.length)).toEqual([102, 110, 19])
    const whole = (await service.get(`/orders/${orderId}/journey`)).body
    expect(whole.events).toHaveLength(102)
    expect(whole.next).toBe(ids[101])
  })

  test.each(['?limit=0', '?limit=501', '?after=x', '?after=', '?after=FFFFFF00-0000-7000-8000-000000000000'])(
    'is not told with %s',
    async query => {
      expect((await service.get(`/orders/order-1/journey${query}`)).status).toBe(400)
    },
  )

  test('that nobody placed is not found', async () => {
    expect(await service.get('/orders/unknown/journey')).toMatchObject({ status: 404, body: { status: 404 } })
  })
})

describe('lists', () => {
  const customer = `c-${crypto.randomUUID()}`
  /** Thirty orders, of which a few were placed at the same moment; every third completes, every third is rejected. */
  const ids = Array.from({ length: 30 }, (_, n) => `${String(n).padStart(2, '0')}-${crypto.randomUUID()}`)
  const placedAt = (n: number) =>
    new Date(Date.parse('2026-02-01T00:00:00Z') + 1_000 * (n >> 2)).toISOString()
  beforeAll(async () => {
    await service.send(
      ...ids.flatMap((orderId, n) => {
        const [created, ...rest] = completed(orderId, n % 2 === 0 ? customer : 'somebody', placedAt(n))
        if (n % 3 === 0) return [created as Message, ...rest]
        return n % 3 === 1
          ? [created as Message, service.message('OrderRejected', { orderId, reason: 'OUT_OF_STOCK' })]
          : [created as Message, service.message('StockReserved', { orderId, total })]
      }),
    )
    await service.settled()
  })

  test('are not for customers, whose own ids are not known here', async () => {
    const mine = service.as(customer, 'orders')
    for (const path of ['/orders', `/orders/${ids[0]}/journey`, '/stats', '/past', '/stock', '/stream'])
      expect((await mine.get(path)).status).toBe(403)
  })

  /** All pages of a list, as far as they are of these orders. */
  async function pages(query: string, limit: number): Promise<OrderSummary[][]> {
    const found: OrderSummary[][] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { status, body } = await service.get(`/orders?limit=${limit}${query}${at}`)
      expect(status).toBe(200)
      const { orders, next } = body as OrderList
      found.push(orders.filter(({ orderId }) => ids.includes(orderId)))
      cursor = next
    }
    return found
  }

  const newestFirst = (wanted: (n: number) => boolean) => ids.filter((_, n) => wanted(n)).toReversed()

  test.each([
    ['', () => true],
    ['&status=COMPLETED', (n: number) => n % 3 === 0],
    ['&status=REJECTED', (n: number) => n % 3 === 1],
    ['&status=STOCK_RESERVED', (n: number) => n % 3 === 2],
    ['&status=PENDING', () => false],
    [`&customer=${customer}`, (n: number) => n % 2 === 0],
    [`&customer=${customer}&status=REJECTED`, (n: number) => n % 2 === 0 && n % 3 === 1],
    ['&customer=nobody', () => false],
  ])('page by page, %s: every order once, the newest first', async (query, wanted) => {
    for (const limit of [1, 7, 200]) {
      const found = (await pages(query, limit)).flat()
      expect(found.map(({ orderId }) => orderId)).toEqual(newestFirst(wanted))
    }
  })

  test.each([
    ['/orders?limit=3', 'orders_newest'],
    ['/orders?limit=3&status=CANCELLED', 'orders_by_outcome'],
    ['/orders?limit=3&status=PAID', 'orders_by_outcome'],
    [`/orders?limit=3&customer=${customer}`, 'orders_of_customer'],
    [`/orders?limit=3&customer=${customer}&status=PAID`, 'orders_of_customer'],
  ])('%s is served by the index %s', async (path, index) => {
    const scans = async () => {
      const { rows } = await service.pool.query<{ scans: string }>(
        'SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = $1',
        [index],
      )
      return Number(rows[0]?.scans)
    }
    const before = await scans()
    await expect
      .poll(async () => {
        await service.get(path)
        return scans()
      })
      .toBeGreaterThan(before)
  })

  test.each(['?cursor=x', '?cursor=MjAyNg', '?limit=0', '?limit=201', '?status=DONE', '?customer='])(
    '/orders%s is refused',
    async query => {
      expect((await service.get(`/orders${query}`)).status).toBe(400)
    },
  )
})

describe('stock', () => {
  const adjusted = (productId: string, sequence: number, available: number): Message => {
    const message = service.message('InventoryAdjusted', { productId, available, reserved: 1, sold: 2 })
    return { ...message, headers: { ...message.headers, ce_sequence: String(sequence) } }
  }

  test('is that of the newest version, also when the inbox has forgotten what came before', async () => {
    const productId = `prod-${crypto.randomUUID()}`
    const [second, third, fourth] = [2, 3, 4].map(version => adjusted(productId, version, 100 - version))
    await service.send(second as Message, fourth as Message, third as Message)
    await service.settled()
    await service.pool.query('DELETE FROM inbox')
    await service.send(third as Message, second as Message)
    await service.settled()

    const { body } = await service.get('/stock')
    expect(body.products).toContainEqual(
      expect.objectContaining({ productId, available: 96, reserved: 1, sold: 2, version: 4 }),
    )
  })

  test('of a product that a tombstone deletes is no more, without a header too', async () => {
    const productId = `gone-${crypto.randomUUID()}`
    const client = await connectTo(`${service.address}/stream`, service)
    const frames = () => client.received.flatMap(({ event, data }) => (event === 'frame' ? [data] : []))
    const isKnown = async () =>
      (await service.get(`/stock?after=gone&limit=1000`)).body.products.some(
        (product: { productId: string }) => product.productId === productId,
      )
    const version = adjusted(productId, 3, 7)
    const tombstone = { ...version, headers: {}, value: null } as unknown as Message
    await service.send(version)
    await service.settled()
    expect(await isKnown()).toBe(true)
    await expect
      .poll(() =>
        frames().some(({ stock }) => stock.some((p: { productId: string }) => p.productId === productId)),
      )
      .toBe(true)
    await service.send(tombstone)
    await service.settled()
    expect(await isKnown()).toBe(false)
    await expect.poll(() => frames().some(({ gone }) => gone.includes(productId))).toBe(true)
    client.close()
    // What comes behind it begins anew, in the same batch too.
    await service.send(adjusted(productId, 5, 5), tombstone, adjusted(productId, 1, 1))
    await service.settled()
    const { rows } = await service.pool.query('SELECT version FROM stock WHERE product_id = $1', [productId])
    expect(rows).toEqual([{ version: expect.anything() }])
    expect(Number(rows[0]?.version)).toBe(1)
  })

  test('comes page by page, in the order of the ids', async () => {
    const prefix = `page-${crypto.randomUUID()}`
    await service.send(...[1, 2, 3].map(n => adjusted(`${prefix}-${n}`, 1, n)))
    await service.settled()
    const first = (await service.get(`/stock?limit=2&after=${prefix}`)).body
    expect(first.products.map(({ productId }: { productId: string }) => productId)).toEqual([
      `${prefix}-1`,
      `${prefix}-2`,
    ])
    const second = (await service.get(`/stock?limit=1&after=${first.next}`)).body
    expect(second.products[0].productId).toBe(`${prefix}-3`)
  })
})

test('figures add up what the orders came to', async () => {
  const before = (await service.get('/stats')).body
  const currency = 'CHF'
  const [one, two, three] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()] as const
  const amount = { amount: 700, currency }
  await service.send(
    ...completed(one),
    service.message('OrderCreated', { orderId: two, createdAt: new Date().toISOString() }),
    service.message('PaymentCaptured', { orderId: two, amount }),
    service.message('OrderCancelled', { orderId: two, reason: 'CUSTOMER_REQUEST' }),
    service.message('PaymentRefunded', { orderId: two, amount }),
    service.message('OrderCreated', { orderId: three, createdAt: new Date().toISOString() }),
  )
  await service.settled()
  const { orders, outcomes, revenue, perMinute, sagaSeconds } = (await service.get('/stats')).body
  const more = (name: string) => orders[name] - before.orders[name]
  expect(['total', 'open', 'completed', 'rejected', 'cancelled'].map(more)).toEqual([3, 1, 1, 0, 1])
  expect(outcomes).toContainEqual({ outcome: 'CANCELLED', reason: 'CUSTOMER_REQUEST', n: 1 })
  expect(revenue).toContainEqual({ currency, captured: '700', refunded: '700' })
  expect(revenue).toContainEqual(expect.objectContaining({ currency: 'EUR' }))
  expect(perMinute.at(-1)).toMatchObject({ created: expect.any(Number), cancelled: expect.any(Number) })
  expect(sagaSeconds.CANCELLED.p50).toBeGreaterThanOrEqual(0.001)
  expect(sagaSeconds.CANCELLED.p99).toBeLessThan(60)
})

test('an order that is dated in the future is neither first for ever nor the newest minute', async () => {
  const [future, sound] = [crypto.randomUUID(), crypto.randomUUID()]
  const far = '2999-01-01T00:00:00.000Z'
  const dated = (message: Message): Message => ({ ...message, headers: { ...message.headers, ce_time: far } })
  await service.send(...completed(future, 'c-future', far).map(dated))
  await service.settled()
  await service.send(...completed(sound, 'c-sound', new Date(Date.now() + 60_000).toISOString()))
  await service.settled()
  const { orders } = (await service.get('/orders?limit=2')).body as OrderList
  expect(orders.map(({ orderId }) => orderId)).toEqual([sound, future])
  const [{ createdAt, endedAt = '' }] = orders.slice(1) as [OrderSummary]
  for (const time of [createdAt, endedAt])
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(300_000)
  expect((await service.get('/stats')).body.perMinute.at(-1).minute < '2999').toBe(true)
  expect((await journey(future)).events[0].time).toBe(far)
})

test('sums of money have all their digits, however large they are', async () => {
  const amount = { amount: Number.MAX_SAFE_INTEGER, currency: 'XTS' }
  const twice = crypto.randomUUID()
  // Of one order twice, and so many that not even a bigint holds their sum.
  await service.send(
    service.message('PaymentCaptured', { orderId: twice, amount }),
    service.message('PaymentCaptured', { orderId: twice, amount }),
    ...Array.from({ length: 1_025 }, () =>
      service.message('PaymentCaptured', { orderId: crypto.randomUUID(), amount }),
    ),
  )
  await service.settled()
  await service.send(
    service.message('OrderCreated', { orderId: twice, createdAt: new Date().toISOString() }),
    service.message('PaymentRefunded', { orderId: twice, amount: { ...amount, amount: 1 } }),
  )
  await service.settled()
  const captured = String(1_027n * BigInt(Number.MAX_SAFE_INTEGER))
  const sums = { currency: 'XTS', captured, refunded: '1' }
  expect((await service.get('/stats')).body.revenue).toContainEqual(sums)
  expect((await journey(twice)).order).toMatchObject({ status: 'PAID', total: amount })
  const client = await connectTo(`${service.address}/stream`, service)
  await expect.poll(() => client.received.at(-1)?.data.revenue).toContainEqual(sums)
  client.close()
  const { components, paths } = (await service.get('/docs/json')).body
  const { $ref } = paths['/stats'].get.responses['200'].content['application/json'].schema
  const { revenue } = components.schemas[$ref.split('/').at(-1)].properties
  expect(revenue.items.properties.captured).toMatchObject({ type: 'string', pattern: '^(0|-?[1-9][0-9]*)$' })
})

test('the stream shows what happens', async () => {
  const { body } = await service.get('/stats')
  const client = await connectTo(`${service.address}/stream`, service)
  const frames = () => client.received.filter(({ event }) => event === 'frame').map(({ data }) => data)
  // A busy database may be away for the first.
  const known = () => frames().find(({ orders }) => orders !== null)
  await expect.poll(() => known()?.orders).toEqual(body.orders)
  const { events } = known()
  expect(frames()[0].stock.length).toBe((await service.get('/stock')).body.products.length)
  const orderId = crypto.randomUUID()
  const productId = `prod-${orderId}`
  await service.send(...completed(orderId), service.message('InventoryAdjusted', { productId }))
  await expect.poll(() => frames().at(-1).recent[0]?.orderId).toBe(orderId)
  await expect
    .poll(() =>
      frames()
        .slice(1)
        .flatMap(({ stock }) => stock)
        .map(product => product.productId),
    )
    .toEqual([productId])
  await expect
    .poll(() => frames().at(-1))
    .toMatchObject({
      orders: { completed: body.orders.completed + 1 },
      events: { OrderCompleted: events.OrderCompleted + 1 },
      sagaMs: { p50: expect.any(Number), p99: expect.any(Number) },
      lag: { reporting: 0 },
    })
  // The fences of `settled` lie there too.
  const topic = 'order.created.v3.reporting.dlq'
  await expect.poll(() => frames().at(-1).deadLetters).not.toBeNull()
  const letters = () => frames().at(-1).deadLetters?.[topic] ?? 0
  const before = letters()
  await service.send({ ...(completed(orderId)[0] as Message), value: Buffer.from('no JSON') })
  await expect.poll(letters).toBe(before + 1)
  client.close()
})

test('journeys are dropped once they are old, and the orders stay', async () => {
  const [old, recent] = [crypto.randomUUID(), crypto.randomUUID()]
  // Ids that begin with a time: long ago, and yesterday.
  const dated = (message: Message, time: number): Message => {
    const hex = time.toString(16).padStart(12, '0')
    const ce_id = `${hex.slice(0, 8)}-${hex.slice(8)}-7${message.headers.ce_id?.slice(15)}`
    return { ...message, headers: { ...message.headers, ce_id } }
  }
  const days = (n: number) => Date.now() - n * 86_400_000
  await service.send(
    ...completed(old).map(message => dated(message, days(40))),
    ...completed(recent).map(message => dated(message, days(1))),
  )
  await service.settled()
  expect((await journey(old)).events).toHaveLength(5)

  await service.pool.query('SELECT journeys_maintain(30)')
  expect(await journey(old)).toMatchObject({ order: { status: 'COMPLETED' }, events: [] })
  expect((await journey(recent)).events).toHaveLength(5)
  const { rows } = await service.pool.query('SELECT journeys_maintain(1) AS dropped')
  expect(rows[0]?.dropped).toEqual([])
})

test('what no one can read is dead-lettered, and the rest of its batch counts', async () => {
  const [good, bad] = [crypto.randomUUID(), crypto.randomUUID()]
  const poison = { ...service.message('OrderCompleted', { orderId: bad }), value: Buffer.from('{}') }
  await service.send(poison, ...completed(good))
  await service.settled()
  expect((await journey(good)).order.status).toBe('COMPLETED')
  expect(await service.deadLettered('OrderCompleted', bad)).toBeDefined()
})

describe('golden events: what was published once is understood today', () => {
  test.each(goldenMessages(consumes))('$topic', async message => {
    const type = message.headers.ce_type as EventType
    const count = async () => {
      const { rows } = await service.pool.query('SELECT n FROM event_counts WHERE type = $1', [type])
      return Number(rows[0]?.n ?? 0)
    }
    const before = await count()
    await service.send(message)
    await service.settled()
    expect(await count()).toBe(before + 1)
  })
})

test('after a restart it goes on where it was', async () => {
  const orderId = crypto.randomUUID()
  const [created, ...rest] = completed(orderId)
  await service.send(created as Message)
  await service.restart(() => service.send(...rest, created as Message))
  await service.settled()
  expect((await journey(orderId)).order.status).toBe('COMPLETED')
})

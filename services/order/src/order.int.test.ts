import { goldenMessages, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
/** The same as everyone else has it. */
const pseudonymous = { ...body, customerId: expect.stringMatching(/^p-[0-9a-f-]{36}$/) }
const total = { amount: 200, currency: 'EUR' }

async function place(): Promise<string> {
  return (await service.post('/orders', body)).body.orderId
}

describe('POST /orders', () => {
  test('announces an accepted order with its trail', async () => {
    const correlationId = crypto.randomUUID()
    const answer = await service.post('/orders', body, { 'x-correlation-id': correlationId })
    const { orderId } = answer.body

    expect(answer).toMatchObject({ status: 202, body: { status: 'PENDING' } })
    expect(answer.headers.get('location')).toBe(`/orders/${orderId}`)
    expect(await service.published('OrderCreated', orderId)).toMatchObject({
      topic: 'order.created.v2',
      data: { orderId, ...pseudonymous, currency: 'EUR' },
      headers: {
        ce_type: 'OrderCreated',
        ce_source: '/services/order',
        ce_correlationid: correlationId,
        ce_initiator: 'operator',
        ce_sequence: '1',
      },
    })
    const found = await service.get(`/orders/${orderId}`)
    expect(found.body).toMatchObject({ orderId, ...body, status: 'PENDING', correlationId })
  })

  test('announces an order in version 1 too, as the same event, for those who know no other', async () => {
    const { orderId } = (await service.post('/orders', { ...body, destinationCountry: 'AT' })).body
    const event = await service.published('OrderCreated', orderId)
    const copy = await service.eventually(all =>
      all.find(({ topic, key }) => topic === 'order.created.v1' && key === orderId),
    )

    const { currency: _, destinationCountry, ...data } = event.data
    expect(destinationCountry).toBe('AT')
    expect(copy.data).toEqual(data)
    expect(copy.headers).toEqual({
      ...event.headers,
      ce_dataschema: 'urn:orderflow:order.created.v1',
      ce_copyof: 'urn:orderflow:order.created.v2',
    })
    expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({
      currency: 'EUR',
      destinationCountry,
    })
  })

  test('makes one order of one Idempotency-Key, and refuses another body', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const once = { ...body, customerId: 'c-once' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => service.post('/orders', once, headers)),
    )
    expect(new Set(answers.map(answer => answer.body.orderId)).size).toBe(1)

    const more = { ...once, items: [...body.items, ...body.items] }
    const conflict = await service.post('/orders', more, headers)
    expect(conflict).toMatchObject({ status: 409, body: { status: 409, title: 'Idempotency-Key reused' } })
    const { orders } = (await service.get('/orders?customer=c-once')).body
    expect(orders).toMatchObject([{ orderId: answers[0]?.body.orderId }])
  })

  test('knows the same request by what it says, not by how', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await service.post('/orders', body, headers)
    const again =
      '{ "items": [{ "quantity": 2, "productId": "prod-1" }], "currency": "EUR", "customerId": "c-1" }'
    expect(await service.post('/orders', again, headers)).toMatchObject({ status: 202, body: first.body })
  })

  test('takes the same Idempotency-Key from another customer', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const answers = [
      await service.as('c-5', 'orders').post('/orders', { ...body, customerId: 'c-5' }, headers),
      await service.as('c-6', 'orders').post('/orders', { ...body, customerId: 'c-6' }, headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(answers[0]?.body.orderId).not.toBe(answers[1]?.body.orderId)
    expect(await service.published('OrderCreated', answers[0]?.body.orderId)).toMatchObject({
      headers: { ce_initiator: 'customer' },
    })
  })

  describe('beside an older release, whose keys are a table of their own', () => {
    /** Places an order as that release did. */
    async function placeAsBefore(orderId: string, customerId: string, key: string) {
      const client = await service.pool.connect()
      try {
        await client.query('BEGIN')
        await client.query('INSERT INTO idempotency_keys (key, fingerprint, order_id) VALUES ($1, $2, $3)', [
          key,
          'of another kind',
          orderId,
        ])
        await client.query(
          `INSERT INTO orders (order_id, customer_id, items, currency, destination_country, status, correlation_id,
             version, created_at, updated_at) VALUES ($1, $2, $3, 'EUR', $4, 'PENDING', 'c', 1, now(), now())`,
          [orderId, customerId, JSON.stringify(odd.items), odd.destinationCountry],
        )
        await client.query('COMMIT')
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      } finally {
        client.release()
      }
    }
    const odd = {
      customerId: 'c "ö" \\ 漢',
      items: [
        { productId: 'p/1', quantity: 2 },
        { productId: 'p_2', quantity: 1 },
      ],
      destinationCountry: 'AT',
    }

    test('finds the orders that that one has placed', async () => {
      const [key, orderId] = [crypto.randomUUID(), crypto.randomUUID()]
      await placeAsBefore(orderId, odd.customerId, key)
      const headers = { 'idempotency-key': key }
      const customer = service.as(odd.customerId, 'orders')
      expect(await customer.post('/orders', odd, headers)).toMatchObject({ status: 202, body: { orderId } })
      expect(await customer.post('/orders', { ...odd, items: body.items }, headers)).toMatchObject({
        status: 409,
      })
    })

    test('lets that one place no second order of a key; its client is to send it again', async () => {
      const key = crypto.randomUUID()
      await service.as(odd.customerId, 'orders').post('/orders', odd, { 'idempotency-key': key })
      const second = crypto.randomUUID()
      await expect(placeAsBefore(second, odd.customerId, key)).rejects.toMatchObject({ code: '55P03' })
      expect(await service.get(`/orders/${second}`)).toMatchObject({ status: 404 })
    })
  })

  test.each([
    ['quantity 0', { ...body, items: [{ productId: 'prod-1', quantity: 0 }] }, 400],
    ['a quantity as text', { ...body, items: [{ productId: 'prod-1', quantity: '2' }] }, 400],
    ['no items', { ...body, items: [] }, 400],
    ['no customer', { items: body.items }, 400],
    ['an unknown field', { ...body, coupon: 'FREE' }, 400],
    ['a currency that version 1 has no word for', { ...body, currency: 'USD' }, 400],
    ['a country that is none', { ...body, destinationCountry: 'Austria' }, 400],
    ['a NUL in an id', { ...body, customerId: 'c\u0000' }, 400],
    [
      'a product that may be a person',
      { ...body, items: [{ productId: 'ada@example.com', quantity: 1 }] },
      400,
    ],
    ['a direction in an id', { ...body, customerId: 'c\u202e1' }, 400],
    ['broken JSON', '{"customerId":', 400],
    ['100 kB', { ...body, note: 'x'.repeat(100_000) }, 413],
  ])('refuses %s with a problem', async (_name, json, status) => {
    const answer = await service.post('/orders', json)
    expect(answer).toMatchObject({ status, body: { status } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

test("a customer places, sees and cancels their own orders, and no one else's", async () => {
  const [mine, other] = [service.as('c-1', 'orders'), service.as('c-2', 'orders')]
  const placed = await mine.post('/orders', body)
  expect(placed.status).toBe(202)
  const path = `/orders/${placed.body.orderId}`
  expect(await other.post('/orders', body)).toMatchObject({ status: 403, body: { status: 403 } })
  expect(await other.get(path)).toMatchObject({ status: 404, body: { status: 404 } })
  expect(await other.post(`${path}/cancel`)).toMatchObject({ status: 404, body: { status: 404 } })
  expect(await service.as(undefined).get(path)).toMatchObject({ status: 401, body: { status: 401 } })
  expect(await service.as('ada', 'orders:read').post(`${path}/cancel`)).toMatchObject({ status: 403 })
  expect((await mine.get(path)).body).toMatchObject({ status: 'PENDING' })
  expect((await mine.post(`${path}/cancel`)).status).toBe(202)
})

describe('a pseudonym', () => {
  const pseudonyms = async (...orderIds: string[]) => {
    const created = await Promise.all(orderIds.map(orderId => service.published('OrderCreated', orderId)))
    return created.map(({ data }) => data.customerId)
  }

  test('is that of one customer, whenever they order, and of no other', async () => {
    const customerId = `c-${crypto.randomUUID()}`
    const ordered = async (who = customerId): Promise<string> =>
      (await service.post('/orders', { ...body, customerId: who })).body.orderId
    const together = await Promise.all([ordered(), ordered(), ordered(`${customerId}-2`)])
    const [first, second, other, later] = await pseudonyms(...together, await ordered())
    expect([second, later]).toEqual([first, first])
    expect(other).not.toBe(first)
    const { rows } = await service.pool.query('SELECT customer_id FROM orders WHERE order_id = ANY ($1)', [
      together,
    ])
    expect(rows.map(row => row.customer_id).toSorted()).toEqual([first, first, other].toSorted())
  })

  test.each(['declined-1', 'slow-1', 'undeliverable-1'])(
    'of %s begins as payment and shipping know it',
    async who => {
      const { orderId } = (await service.post('/orders', { ...body, customerId: who })).body
      const [pseudonym] = await pseudonyms(orderId)
      expect(pseudonym).toMatch(new RegExp(`^${who.slice(0, -1)}p-[0-9a-f-]{36}$`))
    },
  )
})

test('a customer whose `sub` is as long as it may be places, sees and lists orders', async () => {
  const customerId = '€'.repeat(255)
  const customer = service.as(customerId, 'orders')
  const placed = await customer.post('/orders', { ...body, customerId })
  expect(placed.status).toBe(202)
  const { orderId } = placed.body
  expect((await customer.get(`/orders/${orderId}`)).body).toMatchObject({ orderId, customerId })
  expect((await customer.get('/orders')).body.orders).toMatchObject([{ orderId }])
})

describe('GET /orders', () => {
  const customerId = `c-${crypto.randomUUID()}`
  let placed: string[]
  beforeAll(async () => {
    // As before there were pseudonyms, and as an older release still does that runs beside this one.
    const before = crypto.randomUUID()
    await service.pool.query(
      `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
       VALUES ($1, $2, '[{"productId":"prod-1","quantity":2}]', 'PENDING', 'c', 1, now() - interval '1 day', now())`,
      [before, customerId],
    )
    placed = [before]
    for (let n = 0; n < 4; n++)
      placed.unshift((await service.post('/orders', { ...body, customerId })).body.orderId)
  })

  test("is a customer's own orders, newest first, page by page", async () => {
    const mine = service.as(customerId, 'orders')
    for (const limit of [1, 2, 200]) {
      const found: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { body: page } = await mine.get(`/orders?limit=${limit}${cursor && `&cursor=${cursor}`}`)
        expect(page.orders.length).toBeLessThanOrEqual(limit)
        for (const order of page.orders) {
          expect(order).toMatchObject({ ...body, customerId, status: 'PENDING' })
          found.push(order.orderId)
        }
        cursor = page.next
      }
      expect(found).toEqual(placed)
    }
  })

  test('can be read in the order of its index, however many orders others have', async () => {
    const client = await service.pool.connect()
    await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off')
    const { rows } = await client.query(
      `EXPLAIN (FORMAT JSON) SELECT * FROM orders WHERE customer_id COLLATE "C" = $1 AND (created_at, order_id) < (now(), 'x')
       ORDER BY created_at DESC, order_id DESC LIMIT 5`,
      [customerId],
    )
    await client.query('ROLLBACK')
    client.release()
    expect(JSON.stringify(rows)).toContain('"Node Type":"Incremental Sort"')
    expect(JSON.stringify(rows)).toContain('"Index Name":"orders_of_customer"')
  })

  test('shows an operator those of whom they name, who is not everybody', async () => {
    const { orders } = (await service.get(`/orders?customer=${customerId}`)).body
    expect(orders.map(({ orderId }: { orderId: string }) => orderId)).toEqual(placed)
    expect((await service.get('/orders')).body).toEqual({ orders: [] })
    expect((await service.get('/orders?customer=nobody')).body).toEqual({ orders: [] })
  })

  test.each([
    ["another's", (id: string) => `customer=${id}`, 403],
    ['a cursor that is none', () => 'cursor=MjAyNg', 400],
    ['a status', () => 'status=PENDING', 400],
  ])('refuses a customer %s', async (_, query, status) => {
    const other = service.as('c-2', 'orders')
    expect(await other.get(`/orders?${query(customerId)}`)).toMatchObject({ status })
  })

  test('knows no order by a pseudonym, whoever has it as their name', async () => {
    const { data } = await service.published('OrderCreated', placed[0] as string)
    const impostor = service.as(data.customerId, 'orders')
    expect((await impostor.get('/orders')).body).toEqual({ orders: [] })
    expect(await impostor.get(`/orders/${placed[0]}`)).toMatchObject({ status: 404 })
    expect(await impostor.post(`/orders/${placed[0]}/cancel`)).toMatchObject({ status: 404 })
  })

  test.each(['', 'declined-'])(
    'knows no order by a pseudonym %sp-… of which nobody knows whose',
    async prefix => {
      const [orderId, erased] = [crypto.randomUUID(), `${prefix}p-${crypto.randomUUID()}`]
      await service.pool.query(
        `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
       VALUES ($1, $2, '[]', 'PENDING', 'c', 1, now(), now())`,
        [orderId, erased],
      )
      const impostor = service.as(erased, 'orders')
      expect((await impostor.get('/orders')).body).toEqual({ orders: [] })
      expect(await impostor.get(`/orders/${orderId}`)).toMatchObject({ status: 404 })
      expect(await impostor.post(`/orders/${orderId}/cancel`)).toMatchObject({ status: 404 })
      expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ customerId: erased })
    },
  )
})

test('the same event three times, and once more later, moves an order once', async () => {
  const orderId = await place()
  const reserved = service.message('StockReserved', { orderId, total })
  const dispatched = service.message('ShipmentDispatched', { orderId })
  await service.send(reserved, reserved, reserved, dispatched, dispatched, dispatched)
  await service.published('OrderCompleted', orderId)
  await service.send(dispatched, reserved)
  await service.settled()

  expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'COMPLETED', total })
  expect(service.events('OrderCompleted', orderId)).toHaveLength(1)
})

test('a dispatch that overtakes the reservation completes the order; the price comes later', async () => {
  const orderId = await place()
  await service.send(service.message('ShipmentDispatched', { orderId }))
  await service.published('OrderCompleted', orderId)
  expect((await service.get(`/orders/${orderId}`)).body.total).toBeUndefined()

  await service.send(service.message('StockReserved', { orderId, total }))
  await service.settled()
  expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'COMPLETED', total })
})

test.each([
  ['StockRejected', 'OUT_OF_STOCK', 'REJECTED', 'OrderRejected'],
  ['PaymentDeclined', 'CARD_DECLINED', 'REJECTED', 'OrderRejected'],
  ['ShipmentFailed', 'UNDELIVERABLE_ADDRESS', 'CANCELLED', 'OrderCancelled'],
] as const)('%s with %s ends an order as %s', async (type, reason, status, announced) => {
  const orderId = await place()
  await service.send(service.message(type, { orderId, reason }))

  expect(await service.published(announced, orderId)).toMatchObject({ data: { orderId, reason } })
  expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ status, reason })
})

test('an event of an order that was never placed here is dead-lettered', async () => {
  const orderId = crypto.randomUUID()
  await service.send(service.message('PaymentCaptured', { orderId }))
  expect(await service.deadLettered('PaymentCaptured', orderId)).toMatchObject({
    topic: 'payment.captured.v1.order.dlq',
    headers: { dlq_reason: 'DECIDE_FAILED', ce_type: 'PaymentCaptured' },
  })
})

test('orders survive a restart of the service', async () => {
  const orderId = await place()
  await service.restart()
  expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ orderId, status: 'PENDING' })
})

test.each([
  ['/orders/unknown', 404],
  ['/docs/json', 200],
  ['/health/live', 200],
  ['/health/ready', 200],
  ['/metrics', 200],
])('GET %s answers %i', async (path, status) => {
  // It is ready when it has joined its group again, some time after the restart.
  await expect.poll(async () => (await service.get(path)).status).toBe(status)
})

test('the OpenAPI page and the metrics speak of this service', async () => {
  const { paths } = (await service.get('/docs/json')).body
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/orders', '/orders/{orderId}']))
  expect((await service.get('/metrics')).body).toContain('relay_messages_total')
})

describe('the versions of OrderCreated are configuration', () => {
  test.each([
    ['1', ['order.created.v1'], 400],
    ['2', ['order.created.v2'], 202],
  ])('%s: published on %j; an order in USD is answered with %i', async (versions, topics, usd) => {
    const migrations = new URL('../migrations/', import.meta.url)
    const env = { ORDER_CREATED_VERSIONS: versions }
    const one = await startServiceUnderTest({ define: order, schema: configSchema, migrations, env })
    try {
      const { orderId } = (await one.post('/orders', body)).body
      await one.eventually(all => all.some(({ key }) => key === orderId))
      await one.settled()
      const { status } = await one.post('/orders', { ...body, currency: 'USD' })
      expect(status).toBe(usd)
      let seen: string[] = []
      await one.eventually(all => {
        seen = all.filter(({ key }) => key === orderId).map(({ topic }) => topic)
        return seen.length > 0
      })
      expect(seen).toEqual(topics)
    } finally {
      await one.stop()
    }
  })
})

describe('version 2 of the saga, with a check for fraud', () => {
  test('is told in version 3 alone, and cleared or asked to be cancelled; an order of saga 1 is neither', async () => {
    const migrations = new URL('../migrations/', import.meta.url)
    const env = { ORDER_SAGA: '2', FRAUD_LIMIT: String(total.amount) }
    const one = await startServiceUnderTest({ define: order, schema: configSchema, migrations, env })
    try {
      const placed = await Promise.all([1, 2, 3].map(() => one.post('/orders', body)))
      const [passed = '', suspect = '', first = ''] = placed.map(({ body: { orderId } }) => orderId)
      await one.pool.query('UPDATE orders SET saga = 1 WHERE order_id = $1', [first])
      const beyond = { ...total, amount: total.amount + 1 }
      await one.send(
        one.message('StockReserved', { orderId: passed, total }),
        one.message('StockReserved', { orderId: suspect, total: beyond }),
        one.message('StockReserved', { orderId: first, total: beyond }, 1),
      )
      expect(await one.published('OrderCleared', passed)).toMatchObject({ data: { orderId: passed, total } })
      expect(await one.published('OrderCancellationRequested', suspect)).toMatchObject({
        data: { reason: 'FRAUD_SUSPECTED' },
      })
      await one.settled()
      const bodies = await Promise.all([passed, suspect, first].map(id => one.get(`/orders/${id}`)))
      expect(bodies.map(({ body: { status } }) => status)).toEqual([
        ...['STOCK_RESERVED', 'CANCEL_PENDING', 'STOCK_RESERVED'],
      ])
      expect(one.events('OrderCleared', first)).toEqual([])
      let topics: string[] = []
      await one.eventually(all => {
        topics = all.filter(({ key }) => key === passed).map(({ topic }) => topic)
        return topics.length >= 2
      })
      // Topics are read side by side: only within one is there an order.
      expect(topics.sort()).toEqual(['order.cleared.v1', 'order.created.v3'])
    } finally {
      await one.stop()
    }
  })
})

describe('golden events: what was published once is understood today', () => {
  const expected: Readonly<Record<string, string>> = {
    'stock.reserved.v1': 'STOCK_RESERVED',
    'stock.reserved.v2': 'STOCK_RESERVED',
    'stock.rejected.v1': 'REJECTED',
    'payment.captured.v1': 'PAID',
    'payment.declined.v1': 'REJECTED',
    'shipment.dispatched.v1': 'COMPLETED',
    'shipment.failed.v1': 'CANCELLED',
    'shipment.cancelled.v1': 'CANCELLED',
  }

  test.each(goldenMessages(consumes))('$topic', async message => {
    // The order that the event is about, as if it had been placed here. A cancellation comes of its own request.
    const status = message.topic === 'shipment.cancelled.v1' ? 'CANCEL_PENDING' : 'PENDING'
    await service.pool.query(
      `INSERT INTO orders (order_id, customer_id, items, status, correlation_id, version, created_at, updated_at)
       VALUES ($1, 'customer-42', '[{"productId":"prod-1","quantity":2}]', $2, 'c', 1, now(), now())`,
      [message.key, status],
    )
    await service.send(message)
    await service.settled()

    const { body } = await service.get(`/orders/${message.key}`)
    expect(body.status).toBe(expected[message.topic])
  })
})

describe('a database whose sessions are read-only, as after a failover', () => {
  async function readOnly(state: 'on' | 'off') {
    const { rows } = await service.pool.query('SELECT current_database() AS name')
    const set = `ALTER DATABASE "${rows[0].name}" SET default_transaction_read_only = ${state}`
    await service.pool.query(`BEGIN READ WRITE; ${set}; COMMIT`)
  }
  const endSessions = () =>
    service.pool.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND usename LIKE '%_app'`)
  const ready = async () => {
    const { status, body } = await service.get('/health/ready')
    const wrong = Object.entries(body.checks as Record<string, { ok: boolean }>).filter(([, { ok }]) => !ok)
    return [status, ...wrong.map(([name]) => name)]
  }
  const becomes = (...expected: unknown[]) => expect.poll(ready).toEqual(expected)

  test('takes no orders and says so, loses none, and goes on by itself when it takes writes again', async () => {
    const orderId = await place()
    await service.settled()
    await readOnly('on')
    await endSessions()
    await becomes(503, 'database', 'relay')
    const detail = async () => (await service.get('/health/ready')).body.checks.database.detail
    await expect.poll(detail).toContain('takes no writes')

    const headers = { 'idempotency-key': crypto.randomUUID() }
    const refused = await service.post('/orders', body, headers)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect((await service.get(`/orders/${orderId}`)).status).toBe(200)
    await service.send(service.message('StockReserved', { orderId, total }))

    await readOnly('off') // and no connection is ended: those that are open stay read-only
    await becomes(200)
    // A connection that was busy when readiness asked may still be read-only: as a client would, with its key.
    const post = () => service.post('/orders', body, headers)
    let taken = await post()
    await expect
      .poll(async () => {
        if (taken.status !== 202) taken = await post()
        return taken.status
      })
      .toBe(202)
    await service.published('OrderCreated', taken.body.orderId)
    await expect
      .poll(async () => (await service.get(`/orders/${orderId}`)).body.status)
      .toBe('STOCK_RESERVED')
    await service.settled()
    expect(service.events('OrderCreated', orderId)).toHaveLength(1)
  })
})

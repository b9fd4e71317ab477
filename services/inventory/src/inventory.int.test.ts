import { goldenMessages, type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const stocked = 10_000_000
const product = async (id: string) => (await service.get(`/products/${id}`)).body
const created = (orderId: string, productId: string, quantity = 1) =>
  service.message('OrderCreated', { orderId, customerId: 'c-1', items: [{ productId, quantity }] }, 2)

/** Reserves a piece and waits for it; returns the order's id. */
async function reserve(productId: string): Promise<string> {
  const orderId = crypto.randomUUID()
  await service.send(created(orderId, productId))
  await service.published('StockReserved', orderId)
  return orderId
}

describe('an order', () => {
  test('is reserved at the prices of the catalogue, with its trail carried on', async () => {
    const orderId = crypto.randomUUID()
    const event = created(orderId, 'prod-1', 2)
    await service.send(event)

    expect(await service.published('StockReserved', orderId)).toMatchObject({
      data: {
        orderId,
        customerId: 'c-1',
        lines: [{ productId: 'prod-1', quantity: 2, unitPrice: { amount: 525, currency: 'EUR' } }],
        total: { amount: 1050, currency: 'EUR' },
      },
      headers: {
        ce_causationid: event.headers.ce_id,
        ce_correlationid: event.headers.ce_correlationid,
        ce_initiator: 'test',
        ce_sequence: '1',
      },
    })
    expect(await product('prod-1')).toMatchObject({ available: stocked - 2, reserved: 2, sold: 0 })
  })

  test('that comes three times, and once more later, is reserved once', async () => {
    const orderId = crypto.randomUUID()
    const event = created(orderId, 'prod-2')
    await service.send(event, event, event)
    await service.published('StockReserved', orderId)
    await service.send(event)
    await service.settled()

    expect(service.events('StockReserved', orderId)).toHaveLength(1)
    expect(await product('prod-2')).toMatchObject({ available: stocked - 1, reserved: 1 })
  })

  test.each([
    ['prod-scarce', 6, 'OUT_OF_STOCK'],
    ['prod-unknown', 1, 'UNKNOWN_PRODUCT'],
  ])('for %s x %i is rejected: %s', async (productId, quantity, reason) => {
    const orderId = crypto.randomUUID()
    await service.send(created(orderId, productId, quantity))
    expect(await service.published('StockRejected', orderId)).toMatchObject({ data: { reason, productId } })
  })

  test('for nothing is rejected', async () => {
    const orderId = crypto.randomUUID()
    await service.send(service.message('OrderCreated', { orderId, items: [] }))
    expect(await service.published('StockRejected', orderId)).toMatchObject({
      data: { reason: 'EMPTY_ORDER' },
    })
  })
})

test('a product whose row somebody holds keeps its own orders waiting, and no others; a restart loses none', async () => {
  const held = Array.from({ length: 20 }, () => crypto.randomUUID())
  const others = Array.from({ length: 80 }, () => crypto.randomUUID())
  const person = await service.pool.connect()
  try {
    await person.query(`BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0;
      SELECT FROM products WHERE product_id = 'prod-40' FOR UPDATE`)
    await service.send(
      ...others.map((orderId, i) => created(orderId, `prod-${41 + (i % 40)}`)),
      ...held.map(orderId => created(orderId, 'prod-40')),
      ...others.map(orderId => service.message('ShipmentDispatched', { orderId })),
    )
    for (const orderId of others) await service.published('StockReserved', orderId)
    expect(held.flatMap(orderId => service.events('StockReserved', orderId))).toEqual([])
    // What is asked at the held row itself is put off, and has not happened.
    const adjusted = await service.post('/products/prod-40/adjust', { delta: 5, reason: 'found' })
    expect(adjusted).toMatchObject({ status: 503, body: { status: 503 } })
    await service.restart()
  } finally {
    await person.query('ROLLBACK')
    person.release()
  }
  for (const orderId of held) await service.published('StockReserved', orderId)
  await service.settled()
  expect(held.flatMap(orderId => service.events('StockReserved', orderId))).toHaveLength(held.length)
  expect(await product('prod-40')).toMatchObject({ available: stocked - 20, reserved: 20, sold: 0 })
})

test.each([
  ['PaymentDeclined', 'prod-3'],
  ['ShipmentFailed', 'prod-4'],
  ['ShipmentCancelled', 'prod-13'],
] as const)('%s gives the pieces back, once', async (type, productId) => {
  const orderId = await reserve(productId)
  const event = service.message(type, { orderId })
  await service.send(event, event)
  await service.published('StockReleased', orderId)
  await service.settled()

  expect(service.events('StockReleased', orderId)).toHaveLength(1)
  expect(await product(productId)).toMatchObject({ available: stocked, reserved: 0, sold: 0 })
})

test('a cancellation that overtakes its order: the order finds it there, and reserves nothing', async () => {
  const orderId = crypto.randomUUID()
  const cancelled = service.message('ShipmentCancelled', { orderId })
  await service.send(cancelled, cancelled)
  await service.settled()
  await service.send(created(orderId, 'prod-14'), created(orderId, 'prod-14'))
  await service.settled()

  for (const type of ['StockReserved', 'StockRejected', 'StockReleased'] as const) {
    expect(service.events(type, orderId)).toEqual([])
  }
  expect(await product('prod-14')).toMatchObject({ available: stocked, reserved: 0, sold: 0 })
  const { rows } = await service.pool.query(
    'SELECT status, lines, version FROM reservations WHERE order_id = $1',
    [orderId],
  )
  expect(rows).toEqual([{ status: 'BARRED', lines: [], version: 1 }])
})

test('50 orders and their cancellations arrive together, each twice: nothing stays reserved', async () => {
  const orderIds = Array.from({ length: 50 }, () => crypto.randomUUID())
  await service.send(
    ...orderIds.flatMap(orderId => {
      const [order, cancelled] = [
        created(orderId, 'prod-15'),
        service.message('ShipmentCancelled', { orderId }),
      ]
      return [order, cancelled, order, cancelled]
    }),
  )
  await service.settled()

  expect(await product('prod-15')).toMatchObject({ available: stocked, reserved: 0, sold: 0 })
  for (const orderId of orderIds) {
    const [reserved, released] = [
      service.events('StockReserved', orderId),
      service.events('StockReleased', orderId),
    ]
    expect(reserved.length).toBeLessThanOrEqual(1)
    expect(released).toHaveLength(reserved.length)
  }
})

test('ShipmentDispatched makes reserved pieces sold, and the new quantities are announced', async () => {
  const orderId = await reserve('prod-5')
  await service.send(service.message('ShipmentDispatched', { orderId }))
  await service.settled()

  const quantities = { available: stocked - 1, reserved: 0, sold: 1 }
  expect(await product('prod-5')).toMatchObject(quantities)
  expect(service.events('InventoryAdjusted', 'prod-5').at(-1)).toMatchObject({ data: quantities })
})

test('twenty orders race for the last five pieces: five get one', async () => {
  const orderIds = Array.from({ length: 20 }, () => crypto.randomUUID())
  await service.send(...orderIds.map(orderId => created(orderId, 'prod-scarce')))
  await service.settled()

  expect(orderIds.flatMap(orderId => service.events('StockReserved', orderId))).toHaveLength(5)
  expect(orderIds.flatMap(orderId => service.events('StockRejected', orderId))).toHaveLength(15)
  expect(await product('prod-scarce')).toMatchObject({ available: 0, reserved: 5 })
})

test('a price, a quantity and a version at their bounds: an order is rejected or reserved, and has an end', async () => {
  const set =
    "UPDATE products SET unit_price = 10000000000000, version = 2147483647 WHERE product_id = 'prod-77'"
  await service.pool.query(set)
  const orderId = crypto.randomUUID()
  await service.send(created(orderId, 'prod-77', 1000))
  const rejected = { data: { orderId, reason: 'TOTAL_TOO_LARGE' } }
  expect(await service.published('StockRejected', orderId)).toMatchObject(rejected)

  await reserve('prod-77')
  const sequences = () =>
    service.events('InventoryAdjusted', 'prod-77').map(({ headers }) => headers.ce_sequence)
  await expect.poll(sequences).toContain('2147483648')
})

test('a price beyond what an event can say is refused by the database', async () => {
  const price = (amount: bigint) =>
    service.pool.query("UPDATE products SET unit_price = $1 WHERE product_id = 'prod-78'", [amount])
  await price(2n ** 53n - 1n)
  await expect(price(2n ** 53n)).rejects.toMatchObject({ constraint: 'products_unit_price_bound' })
  expect(await product('prod-78')).toMatchObject({ unitPrice: { amount: 2 ** 53 - 1 } })
})

test('the new quantities of a product are announced once per batch', async () => {
  const first = await reserve('prod-6')
  await service.settled()
  // One key, one partition, one send: they arrive together.
  const key = crypto.randomUUID()
  const orderIds = Array.from({ length: 50 }, () => crypto.randomUUID())
  await service.send(...orderIds.map(orderId => ({ ...created(orderId, 'prod-6'), key })))
  await service.settled()

  expect(service.events('InventoryAdjusted', 'prod-6')).toMatchObject([
    { data: { available: stocked - 1, reserved: 1 }, headers: { ce_sequence: '2' } },
    { data: { available: stocked - 51, reserved: 51 }, headers: { ce_sequence: '52' } },
  ])
  expect((await service.published('StockReserved', first)).headers.ce_sequence).toBe('1')
})

test('an order of saga 2 is reserved in version 2 of StockReserved alone, which payment does not read', async () => {
  const orderId = crypto.randomUUID()
  await service.send(
    service.message('OrderCreated', { orderId, items: [{ productId: 'prod-13', quantity: 1 }] }),
  )
  expect(await service.published('StockReserved', orderId)).toMatchObject({
    topic: 'stock.reserved.v2',
    data: { saga: 2 },
  })
  await service.settled()
  expect(service.events('StockReserved', orderId)).toHaveLength(1)
})

describe('an order of version 1', () => {
  const v1 = (orderId: string, productId: string) =>
    service.message('OrderCreated', { orderId, customerId: 'c-1', items: [{ productId, quantity: 1 }] }, 1)

  test('is reserved, in the currency that there was', async () => {
    const orderId = crypto.randomUUID()
    await service.send(v1(orderId, 'prod-10'))
    expect(await service.published('StockReserved', orderId)).toMatchObject({
      data: { total: { amount: 750, currency: 'EUR' } },
    })
  })

  test('and its twin of version 2 have one effect, whichever comes first', async () => {
    for (const first of [1, 2] as const) {
      const orderId = crypto.randomUUID()
      const twin = created(orderId, 'prod-11', 1)
      const older = { ...v1(orderId, 'prod-11'), headers: { ...v1(orderId, 'prod-11').headers } }
      const same = { ...older, headers: { ...older.headers, ce_id: twin.headers.ce_id as string } }
      const pair = first === 1 ? [same, twin] : [twin, same]
      for (const message of pair) {
        await service.send(message)
        await service.settled()
      }
      expect(service.events('StockReserved', orderId)).toHaveLength(1)
    }
    expect(await product('prod-11')).toMatchObject({ reserved: 2 })
  })

  test('that is marked as a copy waits for the original', async () => {
    const orderId = crypto.randomUUID()
    const original = created(orderId, 'prod-12', 2)
    const copy = v1(orderId, 'prod-12')
    const headers = { ...copy.headers, ce_id: original.headers.ce_id as string }
    await service.send({ ...copy, headers: { ...headers, ce_copyof: 'urn:orderflow:order.created.v2' } })
    await service.settled()
    expect(await product('prod-12')).toMatchObject({ reserved: 0 })

    await service.send(original)
    await service.published('StockReserved', orderId)
    expect(await product('prod-12')).toMatchObject({ reserved: 2 })
  })

  test('beyond the bounds of version 2 is dead-lettered with the reason', async () => {
    const orderId = crypto.randomUUID()
    const tooLong = { orderId, items: [{ productId: 'x'.repeat(101), quantity: 1 }] }
    await service.send(service.message('OrderCreated', tooLong, 1))
    const letter = await service.eventually(all =>
      all.find(({ topic, key }) => topic === 'order.created.v1.inventory.dlq' && key === orderId),
    )
    expect(letter.headers).toMatchObject({
      dlq_reason: 'UPCAST_INVALID',
      dlq_detail: 'As order.created.v3: /items/0/productId must NOT have more than 100 characters',
    })
  })
})

describe('a batch that holds one malformed event', () => {
  test.each([
    ['VALUE_NOT_JSON', { value: Buffer.from('{"orderId":') }],
    ['SCHEMA_INVALID', { value: Buffer.from('{"orderId":"o-1"}') }],
    ['HEADER_MISSING', { headers: {} }],
  ])('dead-letters that one (%s) and applies the rest', async (reason, change) => {
    const key = crypto.randomUUID()
    const [before, after] = [crypto.randomUUID(), crypto.randomUUID()]
    const sound = [before, after].map(orderId => ({ ...created(orderId, 'prod-7'), key }))
    const malformed = { ...created(key, 'prod-7'), ...change }
    await service.send(sound[0]!, malformed, sound[1]!)

    const letter = await service.deadLettered('OrderCreated', key)
    expect(letter.topic).toBe('order.created.v2.inventory.dlq')
    expect(letter.headers).toMatchObject({ dlq_reason: reason, dlq_topic: 'order.created.v2' })
    expect(letter.value).toEqual(malformed.value)
    await service.published('StockReserved', before)
    await service.published('StockReserved', after)
  })
})

test('an event of an order that never came is dead-lettered', async () => {
  const orderId = crypto.randomUUID()
  await service.send(service.message('ShipmentDispatched', { orderId }))
  const { headers } = await service.deadLettered('ShipmentDispatched', orderId)
  expect(headers.dlq_reason).toBe('DECIDE_FAILED')
})

describe('POST /products/:id/adjust', () => {
  const adjust = (id: string, body: unknown, headers = {}) =>
    service.post(`/products/${id}/adjust`, body, headers)

  test('has one effect and one answer for one Idempotency-Key, whatever happens in between', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const delivered = { delta: 7, reason: 'delivered' }
    const answers = await Promise.all(Array.from({ length: 5 }, () => adjust('prod-9', delivered, headers)))
    await adjust('prod-9', { delta: -2, reason: 'broken' })
    for (const answer of [...answers, await adjust('prod-9', delivered, headers)]) {
      expect(answer).toMatchObject({ status: 200, body: { available: stocked + 7 } })
    }
    expect(await product('prod-9')).toMatchObject({ available: stocked + 5 })

    const reused = { status: 409, body: { title: 'Idempotency-Key reused' } }
    expect(await adjust('prod-9', { delta: 8, reason: 'delivered' }, headers)).toMatchObject(reused)
    expect(await adjust('prod-10', delivered, headers)).toMatchObject(reused)
  })

  test.each([
    ['unknown', { delta: 1, reason: 'found' }, 404],
    ['prod-11', { delta: -1_000_000, reason: 'lost' }, 409],
  ])('that was refused stays refused for its Idempotency-Key: %s', async (id, body, status) => {
    await service.pool.query("UPDATE products SET available = 5 WHERE product_id = 'prod-11'")
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await adjust(id, body, headers)
    await service.pool.query("UPDATE products SET available = 5000000 WHERE product_id = 'prod-11'")
    const again = await adjust(id, body, headers)
    expect([first.status, again.status]).toEqual([status, status])
    expect(again.body.detail).toBe(first.body.detail)
    expect((await adjust(id, body)).status).toBe(id === 'unknown' ? 404 : 200)
  })

  test("is no customer's", async () => {
    const customer = service.as('c-1', 'orders')
    expect(await customer.get('/products/prod-8')).toMatchObject({ status: 200 })
    expect(await customer.post('/products/prod-8/adjust', { delta: 1, reason: 'mine' })).toMatchObject({
      status: 403,
    })
  })

  test('changes what is available', async () => {
    const answer = await adjust('prod-8', { delta: -10, reason: 'broken' })
    expect(answer).toMatchObject({ status: 200, body: { productId: 'prod-8', available: stocked - 10 } })
    const { rows } = await service.pool.query(
      "SELECT delta, reason FROM adjustments WHERE product_id = 'prod-8'",
    )
    expect(rows).toEqual([{ delta: -10, reason: 'broken' }])
  })

  test.each([
    ['prod-unknown', { delta: 1, reason: 'found' }, 404],
    ['prod-9', { delta: -stocked, reason: 'all' }, 400],
    ['prod-scarce', { delta: -6, reason: 'too many' }, 409],
    ['prod-9', { delta: 1 }, 400],
    ['prod-9', { delta: 1.5, reason: 'half' }, 400],
  ])('%s %j is refused with %i', async (id, body, status) => {
    const answer = await adjust(id, body)
    expect(answer).toMatchObject({ status, body: { status } })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('an online migration beside the running service', () => {
  const migrations: readonly string[] = [
    'ALTER TABLE products ALTER COLUMN sold TYPE bigint',
    'ALTER TABLE products ALTER COLUMN reserved TYPE bigint, ALTER COLUMN available TYPE bigint',
    'ALTER TABLE reservations ALTER COLUMN version TYPE bigint, ALTER COLUMN status TYPE varchar(20)',
    'ALTER TABLE products ADD COLUMN weight integer; ALTER TABLE outbox_packs ADD COLUMN note text',
    'ALTER TABLE outbox_packs ALTER COLUMN count TYPE bigint',
  ]

  test.each(migrations)('%s: nobody notices', async statements => {
    const orderId = await reserve('prod-90') // now its statements are prepared
    const { sold, available } = await product('prod-90')
    await service.pool.query(`BEGIN; ${statements}; COMMIT`)

    expect((await service.get('/products/prod-90')).status).toBe(200)
    expect(await service.post('/products/prod-90/adjust', { delta: 1, reason: 'found' })).toMatchObject({
      status: 200,
      body: { available: available + 1 },
    })
    await service.send(service.message('ShipmentDispatched', { orderId }))
    await service.settled()
    expect(await product('prod-90')).toMatchObject({ reserved: 0, sold: sold + 1 })
  })
})

test('the catalogue is seeded', async () => {
  const { body } = await service.get('/products')
  expect(body).toHaveLength(101)
  const { rows } = await service.pool.query('SELECT initial FROM products WHERE product_id = $1', [
    'prod-scarce',
  ])
  expect(rows).toEqual([{ initial: 5 }])
  expect(await product('prod-100')).toMatchObject({
    name: 'Product 100',
    unitPrice: { amount: 3000, currency: 'EUR' },
  })
})

describe('golden events: what was published once is understood today', () => {
  const expected: Readonly<Record<string, string>> = {
    'order.created.v1': 'RESERVED',
    'order.created.v2': 'RESERVED',
    'order.created.v3': 'RESERVED',
    'payment.declined.v1': 'RELEASED',
    'shipment.dispatched.v1': 'SOLD',
    'shipment.failed.v1': 'RELEASED',
    'shipment.cancelled.v1': 'RELEASED',
  }

  test.each(goldenMessages(consumes))('$topic', async message => {
    if (!message.topic.startsWith('order.created')) {
      await service.send(created(message.key, 'prod-20'))
      await service.published('StockReserved', message.key)
    }
    await service.send(message)
    await service.settled()

    const query = 'SELECT status FROM reservations WHERE order_id = $1'
    const { rows } = await service.pool.query(query, [message.key])
    expect(rows).toEqual([{ status: expected[message.topic] }])
  })
})

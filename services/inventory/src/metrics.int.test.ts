import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { parseSamples, sumOf } from '@orderflow/service-kit/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

const created = 'order.created.v2'
const deadLetters = `${created}.inventory.dlq`

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  const env = { METRICS_INTERVAL_MS: '100' }
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations, env })
})
afterAll(() => service?.stop())

async function metric(name: string, labels: Readonly<Record<string, string>> = {}) {
  const { body } = await service.get('/metrics')
  return sumOf(parseSamples(body), name, labels)
}
const becomes = (name: string, labels: Readonly<Record<string, string>>, value: number) =>
  expect.poll(() => metric(name, labels), { message: `${name} ${value}` }).toBe(value)

const order = (orderId: string = crypto.randomUUID()) =>
  service.message(
    'OrderCreated',
    { orderId, customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] },
    2,
  )
const unreadable = (key: string) => ({ ...order(key), key, value: Buffer.from('{') })

let release = async () => {}
afterEach(() => release())

/** Holds a lock that the service has to wait for, until it is released. */
async function lock(table: string): Promise<void> {
  const client = await service.pool.connect()
  await client.query('SET idle_in_transaction_session_timeout = 0')
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  release = async () => {
    release = async () => {}
    await client.query('ROLLBACK')
    client.release(true)
  }
}

test('consumer_lag grows while the consumer is stuck, and falls to 0 once it gets on', async () => {
  await service.send(order())
  await becomes('messages_consumed_total', { topic: created }, 1)
  await becomes('consumer_lag', { group: 'inventory', topic: created }, 0)

  await lock('inbox')
  await service.send(order(), order(), order())
  await becomes('consumer_lag', { group: 'inventory', topic: created }, 3)
  await service.send(order(), order())
  await becomes('consumer_lag', { group: 'inventory', topic: created }, 5)
  // Those that wait for the lock by themselves are not consumed yet, however long that takes.
  await becomes('inputs_waiting_for_locks', {}, 5)
  expect(await metric('messages_consumed_total', { topic: created })).toBe(1)
  await release()
  await becomes('consumer_lag', { group: 'inventory', topic: created }, 0)
  await becomes('messages_consumed_total', { topic: created }, 6)
  // Every partition of every topic that it reads has its series; nobody else's group has.
  expect(await metric('consumer_lag')).toBe(0)
  await becomes('metrics_source_up', { source: 'kafka' }, 1)
})

test('messages_per_second is their rate, and 0 when nothing comes any more', async () => {
  const before = (await metric('messages_consumed_total')) as number
  await service.send(...Array.from({ length: 40 }, () => order()))
  await becomes('messages_consumed_total', {}, before + 40)
  await expect.poll(() => metric('messages_per_second'), { timeout: 20_000 }).toBeGreaterThanOrEqual(4)
  await becomes('messages_per_second', {}, 0)
})

test('a message delivered again counts in inbox_duplicates_total', async () => {
  const before = (await metric('inbox_duplicates_total')) as number
  const message = order()
  await service.send(message, message, message)
  await becomes('inbox_duplicates_total', {}, before + 2)
})

test('batch_size and batch_duration_seconds count the transactions', async () => {
  const batches = async () => [
    await metric('batch_size_count'),
    await metric('batch_duration_seconds_count'),
    await metric('batch_size_sum'),
  ]
  const [size = 0, seconds = 0, inputs = 0] = await batches()
  await service.post('/products/prod-1/adjust', { delta: 1, reason: 'COUNTED' })
  expect(await batches()).toEqual([size + 1, seconds + 1, inputs + 1])
})

test('dead letters count by what is wrong, lie in dlq_messages until they are sent back, and a restart forgets none', async () => {
  const invalid = (reason: string) => metric('invalid_schema_events', { reason })
  const dead = (reason: string) => metric('dead_letters_total', { reason })
  const errors = () => metric('consumer_errors_total', { kind: 'message' })
  expect([await invalid('VALUE_NOT_JSON'), await dead('VALUE_NOT_JSON')]).toEqual([0, 0])
  expect(await metric('dlq_messages', { topic: deadLetters })).toBe(0)
  const errorsBefore = (await errors()) as number

  const refusedId = crypto.randomUUID()
  await service.pool.query(
    `ALTER TABLE reservations ADD CONSTRAINT bug CHECK (order_id <> '${refusedId}') NOT VALID`,
  )
  await service.send(unreadable('a'), unreadable('b'), order(refusedId))
  await service.deadLettered('OrderCreated', refusedId)
  await becomes('dlq_messages', { topic: deadLetters }, 3)
  // What the database refuses is no invalid event: its schema is right.
  expect([await invalid('VALUE_NOT_JSON'), await dead('VALUE_NOT_JSON')]).toEqual([2, 2])
  expect([await metric('invalid_schema_events'), await dead('SAVE_FAILED')]).toEqual([2, 1])
  expect(await errors()).toBe(errorsBefore + 3)

  await service.pool.query('ALTER TABLE reservations DROP CONSTRAINT bug')
  const redrive = { filter: { key: refusedId } }
  expect((await service.post('/admin/dead-letters/redrive', redrive)).body).toMatchObject({
    redriven: 1,
  })
  await becomes('dlq_messages', { topic: deadLetters }, 2)
  await service.restart()
  await becomes('dlq_messages', { topic: deadLetters }, 2)

  // What fails again is open again.
  expect((await service.post('/admin/dead-letters/redrive', { filter: { key: 'a' } })).body).toMatchObject({
    redriven: 1,
  })
  await service.eventually(
    all => all.filter(({ topic, key }) => topic === deadLetters && key === 'a').length === 2,
  )
  await becomes('dlq_messages', { topic: deadLetters }, 2)
})

test('stuck_orders counts an order whose step lies in the dead letters, until that has come after all', async () => {
  const [sold, garbage] = [crypto.randomUUID(), crypto.randomUUID()]
  await service.send(order(sold), order(garbage))
  await service.published('StockReserved', sold)
  await service.published('StockReserved', garbage)
  await becomes('stuck_orders', {}, 0)

  await service.pool.query(
    `ALTER TABLE reservations ADD CONSTRAINT bug CHECK (order_id <> '${sold}' OR status <> 'SOLD') NOT VALID`,
  )
  const dispatched = service.message('ShipmentDispatched', { orderId: sold })
  // What nobody can read counts too; one of an order that is not there, or of what is done already, does not.
  const cancelled = { ...service.message('ShipmentCancelled', { orderId: garbage }), value: Buffer.from('{') }
  const late = { ...order(sold), value: Buffer.from('{') }
  await service.send(dispatched, cancelled, late, { ...cancelled, key: 'nobody' })
  await service.deadLettered('ShipmentDispatched', sold)
  await service.deadLettered('ShipmentCancelled', garbage)
  await service.deadLettered('OrderCreated', sold)
  await service.deadLettered('ShipmentCancelled', 'nobody')
  await becomes('stuck_orders', {}, 2)
  await service.restart()
  await becomes('stuck_orders', {}, 2)

  await service.pool.query('ALTER TABLE reservations DROP CONSTRAINT bug')
  const filter = { key: sold, type: 'ShipmentDispatched' }
  for (const redriven of [1, 0]) {
    await becomes('dlq_messages', { topic: 'shipment.dispatched.v1.inventory.dlq' }, redriven)
    const { body } = await service.post('/admin/dead-letters/redrive', { filter })
    expect(body).toMatchObject({ redriven })
  }
  await becomes('stuck_orders', {}, 1)
  // The right message, from its publisher.
  await service.send(service.message('ShipmentCancelled', { orderId: garbage }))
  await becomes('stuck_orders', {}, 0)
})

test('outbox_quarantined_keys counts the keys that are held back', async () => {
  await becomes('outbox_quarantined_keys', {}, 0)
  await service.pool.query(
    "INSERT INTO outbox_quarantine (topic, key, seq, reason) VALUES ('t', 'k', 1, 'RECORD_REFUSED')",
  )
  await becomes('outbox_quarantined_keys', {}, 1)
  await service.pool.query('DELETE FROM outbox_quarantine')
  await becomes('outbox_quarantined_keys', {}, 0)
})

test('db_pool_connections shows connections that are open, idle, and waited for', async () => {
  const state = (name: string) => metric('db_pool_connections', { state: name })
  await expect.poll(() => state('idle')).toBeGreaterThan(0)
  await becomes('db_pool_connections', { state: 'waiting' }, 0)
  await lock('products')
  const requests = Array.from({ length: 14 }, () => service.get('/products/prod-1'))
  await expect.poll(() => state('waiting')).toBeGreaterThan(0)
  expect([await state('total'), await state('idle')]).toEqual([10, 0])
  await release()
  await Promise.all(requests)
  await becomes('db_pool_connections', { state: 'waiting' }, 0)
})

test('a scrape waits for no one: a locked outbox leaves the last figures, which are said to be old', async () => {
  const up = () => metric('metrics_source_up', { source: 'database' })
  await becomes('metrics_source_up', { source: 'database' }, 1)
  await lock('outbox')
  const askedMs = async () => {
    const since = performance.now()
    expect(await up()).toBe(0)
    return performance.now() - since
  }
  await expect.poll(askedMs).toBeLessThan(4_000)
  await release()
  await becomes('metrics_source_up', { source: 'database' }, 1)
})

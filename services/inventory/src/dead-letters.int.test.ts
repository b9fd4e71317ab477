import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

const token = 'a-token-of-the-test'
const authorized = { authorization: `Bearer ${token}` }
const asAda = { ...authorized, 'x-operator': 'ada' }
const path = '/admin/dead-letters'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  const env = { ADMIN_TOKEN: token }
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations, env })
})
afterAll(() => service?.stop())

/** An order that the database refuses until it is mended; returns its dead letter's id. */
async function deadLettered(orderId: string): Promise<string> {
  await service.pool.query(
    `ALTER TABLE reservations ADD CONSTRAINT bug CHECK (order_id <> '${orderId}') NOT VALID`,
  )
  const order = { orderId, customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
  await service.send(service.message('OrderCreated', order))
  await service.deadLettered('OrderCreated', orderId)
  await service.pool.query('ALTER TABLE reservations DROP CONSTRAINT bug')
  const { body } = await service.get(`${path}?key=${orderId}`, authorized)
  return body.deadLetters[0].id
}

test.each([
  ['nothing', {}],
  ['another token', { authorization: 'Bearer a-token-of-the-tesT' }],
  ['no bearer', { authorization: token }],
])('with %s nobody gets in, to read or to redrive', async (_, headers) => {
  const answers = await Promise.all([
    service.get(path, headers),
    service.get(`${path}/order.created.v2.inventory.dlq/0/0`, headers),
    service.post(`${path}/redrive`, { filter: {} }, { ...headers, 'x-operator': 'ada' }),
  ])
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 401, body: { status: 401, title: 'Unauthorized' } })
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  }
})

test('a dead letter is seen, sent back once and applied, and it is known who did it', async () => {
  const orderId = crypto.randomUUID()
  const id = await deadLettered(orderId)
  const facts = { id, service: 'inventory', topic: 'order.created.v2', reason: 'SAVE_FAILED', key: orderId }

  const full = await service.get(`${path}/${id}`, authorized)
  expect(full).toMatchObject({ status: 200, body: { ...facts, redriveCount: 0, type: 'OrderCreated' } })
  expect(JSON.parse(String(Buffer.from(full.body.valueBase64, 'base64')))).toMatchObject({ orderId })

  const dry = await service.post(`${path}/redrive`, { filter: { key: orderId }, dryRun: true }, asAda)
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, redriven: 1, results: [{ id }] } })

  const redrive = () => service.post(`${path}/redrive`, { ids: [id] }, asAda)
  const both = await Promise.all([redrive(), redrive()])
  expect(both.map(({ body }) => body.redriven).toSorted()).toEqual([0, 1])
  await service.published('StockReserved', orderId)
  expect((await redrive()).body).toMatchObject({ redriven: 0, already: 1, refused: 0 })

  await service.settled()
  expect(service.events('StockReserved', orderId)).toHaveLength(1)
  expect((await service.get('/products/prod-1')).body).toMatchObject({ reserved: 2 })
  const { body } = await service.get(`${path}?key=${orderId}`, authorized)
  expect(body.deadLetters).toMatchObject([{ ...facts, redriven: { by: 'ada' } }])
})

test.each([
  ['no operator', { filter: {} }, authorized, 400],
  ['both ids and a filter', { ids: ['a.dlq/0/0'], filter: {} }, asAda, 400],
  ['neither', {}, asAda, 400],
  ['what is no id', { ids: ['17'] }, asAda, 400],
  ['a time that is none', { filter: { since: 'yesterday' } }, asAda, 400],
  ['an id of nothing', { ids: ['order.created.v2.inventory.dlq/0/99999'] }, asAda, 404],
  ["another service's", { ids: ['payment.captured.v1.shipping.dlq/0/0'] }, asAda, 404],
])('a redrive with %s is refused', async (_, body, headers, status) => {
  expect(await service.post(`${path}/redrive`, body, headers)).toMatchObject({ status, body: { status } })
})

test('goes on where the page before has ended', async () => {
  const ids = [await deadLettered(crypto.randomUUID()), await deadLettered(crypto.randomUUID())]
  const found: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { body } = await service.get(`${path}?limit=1${after && `&after=${after}`}`, authorized)
    found.push(...body.deadLetters.map(({ id }: { id: string }) => id))
    after = body.next
  }
  expect(found).toEqual(expect.arrayContaining(ids))
  expect(new Set(found).size).toBe(found.length)
})

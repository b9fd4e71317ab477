import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
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

/** An order that the database refuses until it is corrected; returns its dead letter's id. */
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

test('a redrive with an Idempotency-Key has one answer, also for two requests at once', async () => {
  const id = await deadLettered(crypto.randomUUID())
  const headers = { ...asAda, 'idempotency-key': crypto.randomUUID() }
  const redrive = (more = {}) => service.post(`${path}/redrive`, { ids: [id] }, { ...headers, ...more })
  const answers = [...(await Promise.all([redrive(), redrive(), redrive()])), await redrive()]
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body)
  expect(answers[0]).toMatchObject({ status: 200, body: { redriven: 1, results: [{ id }] } })

  const other = { ids: [id, 'order.created.v2.inventory.dlq/0/99999'] }
  expect(await service.post(`${path}/redrive`, other, headers)).toMatchObject({ status: 409 })
  // Another operator's key is another key.
  expect(await redrive({ 'x-operator': 'grace' })).toMatchObject({ status: 200, body: { already: 1 } })
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

const outbox = '/admin/outbox'

test('what waits in the outbox is seen with its reason, and can be released', async () => {
  const append = `INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, '{"ce_type": "x"}') RETURNING seq`
  const large = 'x'.repeat(1_500_000)
  const { rows } = await service.pool.query(append, ['order.created.v2.inventory.dlq', 'large', large])
  await service.pool.query(append, ['no.such.topic', 'k', 'v'])
  const seq = String(rows[0].seq)
  const held = async () => (await service.get(outbox, authorized)).body
  await expect.poll(held).toMatchObject({
    topics: expect.arrayContaining([
      expect.objectContaining({
        topic: 'no.such.topic',
        rows: 1,
        held: expect.objectContaining({ code: 'UNKNOWN_TOPIC_OR_PARTITION' }),
      }),
    ]),
    keys: [{ key: 'large', seq, rows: 1, code: 'MESSAGE_TOO_LARGE', tries: expect.any(Number) }],
    keysInAll: 1,
  })

  const row = await service.get(`${outbox}/${seq}`, authorized)
  expect(row).toMatchObject({ status: 200, body: { key: 'large', headers: { ce_type: 'x' }, behind: 0 } })
  expect(row.body.keyHeld).toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
    until: expect.stringContaining('max.message'),
  })

  const { tries } = (await held()).keys[0]
  await service.pool.query("UPDATE outbox_quarantine SET next_try = now() + interval '1 day'")
  const released = await service.post(`${outbox}/release`, { seqs: [seq] }, asAda)
  expect(released).toMatchObject({ status: 200, body: { keys: 1, topics: 0 } })
  await expect.poll(async () => (await held()).keys[0].tries).toBeGreaterThan(tries)
  expect((await service.post(`${outbox}/release`, { all: true }, asAda)).body).toEqual({ keys: 1, topics: 1 })

  await service.pool.query('DELETE FROM outbox')
  await service.post(`${outbox}/release`, { all: true }, asAda)
  await expect.poll(held).toEqual({ unsent: 0, topics: [], keys: [], keysInAll: 0 })
})

test.each([
  ['GET', '/7', undefined, {}, 401],
  ['GET', '/999999', undefined, authorized, 404],
  ['GET', '/first', undefined, authorized, 400],
  ['GET', '?limit=0', undefined, authorized, 400],
  ['POST', '/release', { all: true }, { 'x-operator': 'ada' }, 401],
  ['POST', '/release', { all: true }, authorized, 400],
  ['POST', '/release', {}, asAda, 400],
  ['POST', '/release', { all: true, topic: 't' }, asAda, 400],
  ['POST', '/release', { key: 'k' }, asAda, 400],
  ['POST', '/release', { seqs: ['first'] }, asAda, 400],
] as const)('the outbox: %s %s with %j is refused', async (method, path, body, headers, status) => {
  const answer =
    method === 'GET'
      ? await service.get(`${outbox}${path}`, headers)
      : await service.post(`${outbox}${path}`, body, headers)
  expect(answer).toMatchObject({ status, body: { status } })
})

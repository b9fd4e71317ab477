import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

const path = '/admin/dead-letters'
const outbox = '/admin/outbox'

let service: ServiceUnderTest
const operator = (name: string) => service.as(name, 'dlq:read dlq:redrive')
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

/** An order that the database refuses until it is corrected; returns its dead letter's id. */
async function deadLettered(orderId: string): Promise<string> {
  await service.pool.query(
    `ALTER TABLE reservations ADD CONSTRAINT bug CHECK (order_id <> '${orderId}') NOT VALID`,
  )
  const order = { orderId, customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
  await service.send(service.message('OrderCreated', order, 2))
  await service.deadLettered('OrderCreated', orderId)
  await service.pool.query('ALTER TABLE reservations DROP CONSTRAINT bug')
  const { body } = await service.get(`${path}?key=${orderId}`)
  return body.deadLetters[0].id
}

test.each([
  ['no token', undefined, '', 401],
  ['the scope to read alone', 'ada', 'dlq:read outbox:read', 403],
  ["a customer's token", 'c-1', 'orders', 403],
] as const)('with %s nobody sends anything back', async (_, subject, scope, status) => {
  const somebody = service.as(subject, scope)
  const answers = await Promise.all([
    somebody.post(`${path}/redrive`, { filter: {} }),
    somebody.post(`${outbox}/release`, { all: true }),
  ])
  for (const answer of answers) expect(answer).toMatchObject({ status, body: { status } })
  expect((await somebody.get(path)).status).toBe(scope.includes('dlq:read') ? 200 : status)
})

test('a dead letter is seen, sent back once and applied, and it is known who did it', async () => {
  const orderId = crypto.randomUUID()
  const id = await deadLettered(orderId)
  const facts = { id, service: 'inventory', topic: 'order.created.v2', reason: 'SAVE_FAILED', key: orderId }

  const full = await service.get(`${path}/${id}`)
  expect(full).toMatchObject({ status: 200, body: { ...facts, redriveCount: 0, type: 'OrderCreated' } })
  expect(JSON.parse(String(Buffer.from(full.body.valueBase64, 'base64')))).toMatchObject({ orderId })

  const dry = await service.post(`${path}/redrive`, { filter: { key: orderId }, dryRun: true })
  expect(dry).toMatchObject({ status: 200, body: { dryRun: true, redriven: 1, results: [{ id }] } })

  const redrive = () => operator('ada').post(`${path}/redrive`, { ids: [id] })
  const both = await Promise.all([redrive(), redrive()])
  expect(both.map(({ body }) => body.redriven).toSorted()).toEqual([0, 1])
  await service.published('StockReserved', orderId)
  expect((await redrive()).body).toMatchObject({ redriven: 0, already: 1, refused: 0 })

  await service.settled()
  expect(service.events('StockReserved', orderId)).toHaveLength(1)
  expect((await service.get('/products/prod-1')).body).toMatchObject({ reserved: 2 })
  const { body } = await service.get(`${path}?key=${orderId}`)
  expect(body.deadLetters).toMatchObject([{ ...facts, redriven: { by: 'ada' } }])
})

test('dead letters are counted by topic and reason, found by whether they went back, and who sent what is kept', async () => {
  const [gone, open] = [crypto.randomUUID(), crypto.randomUUID()]
  const [first, second] = [await deadLettered(gone), await deadLettered(open)]
  const sound = service.message('OrderCreated', { orderId: open }, 2)
  await service.send({ ...sound, value: Buffer.from('no JSON') })
  const counted = async () => (await service.get(`${path}/summary?key=${open}`)).body.groups
  const group = { service: 'inventory', topic: 'order.created.v2', letters: 1, open: 1 }
  await expect
    .poll(counted)
    .toEqual(['SAVE_FAILED', 'VALUE_NOT_JSON'].map(reason => expect.objectContaining({ ...group, reason })))
  expect((await operator('grace').post(`${path}/redrive`, { ids: [first] })).body.redriven).toBe(1)

  const inState = async (key: string, state: string) =>
    (await service.get(`${path}?key=${key}&state=${state}`)).body.deadLetters.map((l: { id: string }) => l.id)
  expect([await inState(gone, 'open'), await inState(gone, 'redriven')]).toEqual([[], [first]])
  expect(await inState(open, 'open')).toContain(second)
  expect((await service.get(`${path}/summary?key=${gone}`)).body).toMatchObject({
    groups: [{ reason: 'SAVE_FAILED', letters: 1, open: 0 }],
  })

  const { body } = await service.get(`${path}/redrives?limit=1`)
  const entry = { by: 'grace', topic: 'order.created.v2', reason: 'SAVE_FAILED', letters: 1 }
  expect(body.redrives).toMatchObject([entry])
  const before = await service.get(`${path}/redrives?after=${body.next}`)
  expect(before.body.redrives).not.toContainEqual(body.redrives[0])
})

test('what a dry run has said is what is done: what is set aside after it is left out', async () => {
  const [early, late] = [crypto.randomUUID(), crypto.randomUUID()]
  const id = await deadLettered(early)
  const filter = { since: '1h', reason: 'SAVE_FAILED', state: 'open' }
  const dry = (await service.post(`${path}/redrive`, { filter, limit: 500, dryRun: true })).body
  expect(dry.results).toContainEqual(expect.objectContaining({ id, status: 'redriven' }))
  const lateId = await deadLettered(late)
  const done = await operator('ada').post(`${path}/redrive`, {
    filter: { ...filter, until: dry.until },
    limit: 500,
  })
  expect(done.body).toMatchObject({ redriven: dry.redriven, already: 0 })
  expect(done.body.results).not.toContainEqual(expect.objectContaining({ id: lateId }))
})

test('a redrive with an Idempotency-Key has one answer, also for two requests at once', async () => {
  const id = await deadLettered(crypto.randomUUID())
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const redrive = (name = 'ada') => operator(name).post(`${path}/redrive`, { ids: [id] }, headers)
  const answers = [...(await Promise.all([redrive(), redrive(), redrive()])), await redrive()]
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body)
  expect(answers[0]).toMatchObject({ status: 200, body: { redriven: 1, results: [{ id }] } })

  const other = { ids: [id, 'order.created.v2.inventory.dlq/0/99999'] }
  expect(await operator('ada').post(`${path}/redrive`, other, headers)).toMatchObject({ status: 409 })
  // Another operator's key is another key.
  expect(await redrive('grace')).toMatchObject({ status: 200, body: { already: 1 } })
})

test.each([
  ['both ids and a filter', { ids: ['a.dlq/0/0'], filter: {} }, 400],
  ['neither', {}, 400],
  ['what is no id', { ids: ['17'] }, 400],
  ['a time that is none', { filter: { since: 'yesterday' } }, 400],
  ['an id of nothing', { ids: ['order.created.v2.inventory.dlq/0/99999'] }, 404],
  ["another service's", { ids: ['payment.captured.v1.shipping.dlq/0/0'] }, 404],
])('a redrive with %s is refused', async (_, body, status) => {
  expect(await service.post(`${path}/redrive`, body)).toMatchObject({ status, body: { status } })
})

test('goes on where the page before has ended', async () => {
  const ids = [await deadLettered(crypto.randomUUID()), await deadLettered(crypto.randomUUID())]
  const found: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { body } = await service.get(`${path}?limit=1${after && `&after=${after}`}`)
    found.push(...body.deadLetters.map(({ id }: { id: string }) => id))
    after = body.next
  }
  expect(found).toEqual(expect.arrayContaining(ids))
  expect(new Set(found).size).toBe(found.length)
})

test('what waits in the outbox is seen with its reason, and can be released', async () => {
  const append = `INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, '{"ce_type": "x"}') RETURNING seq`
  const large = 'x'.repeat(1_500_000)
  const { rows } = await service.pool.query(append, ['order.created.v2.inventory.dlq', 'large', large])
  await service.pool.query(append, ['no.such.topic', 'k', 'v'])
  const seq = String(rows[0].seq)
  const held = async () => (await service.get(outbox)).body
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

  const row = await service.get(`${outbox}/${seq}`)
  expect(row).toMatchObject({ status: 200, body: { key: 'large', headers: { ce_type: 'x' }, behind: 0 } })
  expect(row.body.keyHeld).toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
    until: expect.stringContaining('max.message'),
  })

  const { tries } = (await held()).keys[0]
  await service.pool.query("UPDATE outbox_quarantine SET next_try = now() + interval '1 day'")
  const released = await service.post(`${outbox}/release`, { seqs: [seq] })
  expect(released).toMatchObject({ status: 200, body: { keys: 1, topics: 0 } })
  await expect.poll(async () => (await held()).keys[0].tries).toBeGreaterThan(tries)
  expect((await service.post(`${outbox}/release`, { all: true })).body).toEqual({ keys: 1, topics: 1 })

  await service.pool.query('DELETE FROM outbox')
  await service.post(`${outbox}/release`, { all: true })
  await expect.poll(held).toEqual({ unsent: 0, topics: [], keys: [], keysInAll: 0 })
})

test('keys that are held back are listed a page at a time, and of one topic', async () => {
  const held = `INSERT INTO outbox_quarantine (topic, key, seq, code, reason, next_try)
    SELECT CASE WHEN n <= 3 THEN 'a.topic' ELSE 'b.topic' END, 'k-' || n, n, 'INVALID_RECORD', 'no', now() + interval '1 day'
    FROM generate_series(1, 5) AS n`
  await service.pool.query(held)
  const page = async (query: string) => (await service.get(`${outbox}?${query}`)).body
  const names = ({ keys }: { keys: { key: string }[] }) => keys.map(({ key }) => key)
  const first = await page('limit=2')
  expect([names(first), first.keysInAll, first.next]).toEqual([['k-1', 'k-2'], 5, '2'])
  const second = await page('limit=3&after=2')
  expect([names(second), second.next]).toEqual([['k-3', 'k-4', 'k-5'], undefined])
  const ofTopic = await page('topic=b.topic')
  expect([names(ofTopic), ofTopic.keysInAll]).toEqual([['k-4', 'k-5'], 2])
  await service.pool.query('DELETE FROM outbox_quarantine')
})

test.each([
  ['GET', '/999999', undefined, 404],
  ['GET', '/first', undefined, 400],
  ['GET', '?limit=0', undefined, 400],
  ['POST', '/release', {}, 400],
  ['POST', '/release', { all: true, topic: 't' }, 400],
  ['POST', '/release', { key: 'k' }, 400],
  ['POST', '/release', { seqs: ['first'] }, 400],
] as const)('the outbox: %s %s with %j is refused', async (method, path, body, status) => {
  const answer =
    method === 'GET' ? await service.get(`${outbox}${path}`) : await service.post(`${outbox}${path}`, body)
  expect(answer).toMatchObject({ status, body: { status } })
})

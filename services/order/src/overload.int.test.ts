import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
async function start(env: Readonly<Record<string, string>> = {}) {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations, env })
}
afterEach(() => {
  vi.restoreAllMocks()
  return service?.stop()
})

const items = [{ productId: 'prod-1', quantity: 1 }]
/** A customer whose token the service has seen. */
async function customer(customerId: string) {
  const client = service.as(customerId, 'orders')
  await client.get('/orders')
  return { ...client, place: () => client.post('/orders', { customerId, items }) }
}
const tooMany = {
  status: 429,
  body: { type: 'urn:orderflow:problem:overloaded', title: 'Too Many Requests', status: 429 },
}

test('one customer who sends too much is refused, others and probes are not, and what was taken in is done', async () => {
  await start({ REQUEST_TIMEOUT_MS: '120000' }) // Or what waits for the table is given up on a busy machine.
  const [noisy, quiet] = [await customer('noisy-1'), await customer('quiet-1')]
  const holder = await service.pool.connect()
  await holder.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
  try {
    const answers = Array.from({ length: 460 }, () => noisy.place())
    const refused = await Promise.any(answers)
    expect(refused).toMatchObject(tooMany)
    expect(refused.headers.get('retry-after')).toMatch(/^[123]$/)
    const letIn = quiet.place()
    expect((await fetch(`${service.address}/health/live`)).status).toBe(200)

    await holder.query('COMMIT')
    expect((await letIn).status).toBe(202)
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.filter(status => status === 202)).toHaveLength(445) // eight ninths of 500, and one
    expect(statuses.filter(status => status === 429)).toHaveLength(15)
  } finally {
    await holder.query('ROLLBACK')
    holder.release()
  }
})

test('while orders that end are too old, no more are taken in than end, and one customer does not take all', async () => {
  await start({ BACKLOG_TARGET_MS: '1' })
  const [noisy, quiet] = [await customer('noisy-1'), await customer('quiet-1')]
  const placed = await Promise.all(Array.from({ length: 40 }, () => noisy.place()))
  // What is known of those that end is known for two seconds: none of them passes, however busy the machine is.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_000)
  for (const { body } of placed) {
    const { orderId } = body
    await service.send(service.message('StockRejected', { orderId, reason: 'OUT_OF_STOCK' }))
  }
  await service.eventually(all => all.filter(({ topic }) => topic === 'order.rejected.v1').length === 40)

  const answers = await Promise.all(Array.from({ length: 60 }, () => noisy.place()))
  const refused = answers.filter(({ status }) => status !== 202)
  // Nine for ten that ended, of which one customer is left eight ninths.
  expect(answers.length - refused.length).toBeLessThanOrEqual(36)
  for (const each of refused) {
    expect(each).toMatchObject(tooMany)
    expect(each.headers.get('retry-after')).toMatch(/^[123]$/)
  }
  expect((await quiet.place()).status).toBe(202)
  expect(await quiet.get('/orders')).toMatchObject({ status: 200, body: { orders: [{}] } })
})

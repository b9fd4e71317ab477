import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: inventory, schema: configSchema, migrations, replicas: 2 })
})
afterAll(() => service?.stop())

test('two replicas never give the same piece twice', async () => {
  const rounds = Array.from({ length: 50 }, () => crypto.randomUUID())
  const orders = rounds.map(orderId =>
    service.message('OrderCreated', { orderId, items: [{ productId: 'prod-scarce', quantity: 1 }] }),
  )
  // Both answer HTTP in turn, while orders come over the topic.
  const [answers] = await Promise.all([
    Promise.all(
      rounds.map((_, i) =>
        service.post('/products/prod-scarce/adjust', { delta: i % 4 < 2 ? 3 : -2, reason: 'a count' }),
      ),
    ),
    service.send(...orders),
  ])
  await service.settled()

  const { body: left } = await service.get('/products/prod-scarce')
  const { rows } = await service.pool.query(
    'SELECT coalesce(sum(delta), 0)::int AS adjusted, count(*)::int AS n FROM adjustments',
  )
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(rows[0].n)
  expect(answers.filter(answer => answer.status === 409)).toHaveLength(rounds.length - rows[0].n)
  const reserved = rounds.flatMap(orderId => service.events('StockReserved', orderId))
  const rejected = rounds.flatMap(orderId => service.events('StockRejected', orderId))
  expect(reserved.length + rejected.length).toBe(rounds.length)
  expect(left).toMatchObject({
    available: 5 + rows[0].adjusted - reserved.length,
    reserved: reserved.length,
    sold: 0,
  })
})

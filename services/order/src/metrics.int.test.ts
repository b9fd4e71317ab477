import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
import { parseSamples, sumOf } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: order, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

const body = { customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 2 }] }
const place = async (): Promise<string> => (await service.post('/orders', body)).body.orderId
const secondsOf = async (orderId: string) => {
  const { createdAt, updatedAt } = (await service.get(`/orders/${orderId}`)).body
  return (Date.parse(updatedAt) - Date.parse(createdAt)) / 1_000
}

async function sagas(outcome: string) {
  const samples = parseSamples((await service.get('/metrics')).body)
  const of = (suffix: string) => sumOf(samples, `saga_duration_seconds_${suffix}`, { outcome })
  return { count: of('count'), sum: of('sum') }
}

test('saga_duration_seconds has every outcome from the start, with buckets from 10 ms to 15 min', async () => {
  for (const outcome of ['COMPLETED', 'REJECTED', 'CANCELLED']) {
    expect(await sagas(outcome)).toEqual({ count: 0, sum: 0 })
  }
  const samples = parseSamples((await service.get('/metrics')).body)
  const edges = samples
    .filter(({ name, labels }) => name === 'saga_duration_seconds_bucket' && labels.outcome === 'COMPLETED')
    .map(({ labels }) => labels.le)
  expect([edges[0], edges.at(-2), edges.at(-1)]).toEqual(['0.01', '900', '+Inf'])
})

test('it counts each end once, with the time that the order itself says', async () => {
  const [completed, rejected, cancelled] = [await place(), await place(), await place()] as const
  const ends = [
    service.message('ShipmentDispatched', { orderId: completed }),
    service.message('StockRejected', { orderId: rejected }),
    service.message('ShipmentFailed', { orderId: cancelled }),
  ]
  await service.send(...ends)
  await service.published('OrderCompleted', completed)
  await service.published('OrderRejected', rejected)
  await service.published('OrderCancelled', cancelled)
  const inAll = { completed: await secondsOf(completed), cancelled: await secondsOf(cancelled) }
  // Delivered again, and late news of an order that has ended: no further end.
  await service.send(...ends, service.message('StockReserved', { orderId: completed }))
  await service.settled()

  expect(await sagas('COMPLETED')).toEqual({ count: 1, sum: expect.closeTo(inAll.completed, 6) })
  expect(await sagas('REJECTED')).toMatchObject({ count: 1 })
  expect(await sagas('CANCELLED')).toEqual({ count: 1, sum: expect.closeTo(inAll.cancelled, 6) })
})

test('an end that is rolled back at the commit does not count', async () => {
  const before = await sagas('COMPLETED')
  const orderId = await place()
  await service.pool.query(`
    CREATE FUNCTION not_yet() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.order_id = '${orderId}' THEN RAISE EXCEPTION 'not yet' USING ERRCODE = 'check_violation'; END IF;
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER not_yet AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION not_yet()`)
  await service.send(service.message('ShipmentDispatched', { orderId }))
  await service.deadLettered('ShipmentDispatched', orderId)
  await service.settled()
  expect((await service.get(`/orders/${orderId}`)).body).toMatchObject({ status: 'PENDING' })
  expect(await sagas('COMPLETED')).toEqual(before)
})

import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteRequests, type GatewayRequest } from '../store.ts'
import { lease, putOff, takeDueRequests } from './requests.ts'
import { held, startScripted } from './scripted.fixture.ts'

type Named = Pick<GatewayRequest, 'orderId' | 'operation'>

let { service, reserve, callsOf, ledgerOf } = {} as Awaited<ReturnType<typeof startScripted>>
beforeAll(async () => {
  ;({ service, reserve, callsOf, ledgerOf } = await startScripted())
})
afterAll(() => service?.stop())

const setDue = (orderId: string, at: 'now' | 'infinity') =>
  service.pool.query('UPDATE gateway_requests SET due_at = $2 WHERE order_id = $1', [orderId, at])

async function expectOneCapture(...orderIds: readonly string[]) {
  for (const orderId of orderIds) await service.published('PaymentCaptured', orderId)
  await service.settled()
  for (const orderId of orderIds) {
    expect(service.events('PaymentCaptured', orderId)).toHaveLength(1)
    expect(await ledgerOf(orderId)).toEqual(['CaptureRequested', 'Captured'])
  }
  const left = 'SELECT FROM gateway_requests WHERE order_id = ANY ($1)'
  expect((await service.pool.query(left, [orderIds])).rowCount).toBe(0)
}

test('a process asks at once what it has requested, by the row as it was inserted', async () => {
  const askedByRow = async () => {
    const { capture, asked, release } = held()
    const { orderId } = await reserve(capture)
    await asked
    // A row that was taken, or leased anew since, is of a later transaction than the entry that asks for it.
    const { rowCount } = await service.pool.query(
      `SELECT FROM gateway_requests r JOIN ledger l USING (order_id)
       WHERE order_id = $1 AND r.xmin = l.xmin AND r.due_at > now()`,
      [orderId],
    )
    release()
    await expectOneCapture(orderId)
    return rowCount
  }
  await expect.poll(askedByRow).toBe(1)
})

test('a gateway that fails is asked again, with the same key', async () => {
  const { orderId, event } = await reserve(() => Promise.reject(new Error('connection reset')))
  await expectOneCapture(orderId)

  const call = {
    orderId,
    customerId: 'customer-42',
    amount: { amount: 4498, currency: 'EUR' },
  }
  expect(callsOf(orderId)).toEqual([call, call])
  const { headers } = await service.published('PaymentCaptured', orderId)
  expect(headers).toMatchObject({
    ce_causationid: event.headers.ce_id,
    ce_correlationid: event.headers.ce_correlationid,
  })
})

test('a call that hangs holds up no other order and no transaction', async () => {
  const hanging = held()
  const { orderId } = await reserve(hanging.capture)
  await hanging.asked
  await setDue(orderId, 'infinity')
  const { rows } = await service.pool.query('SELECT clock_timestamp()::text AS now')

  const others = await Promise.all(Array.from({ length: 10 }, () => reserve()))
  for (const other of others) await service.published('PaymentCaptured', other.orderId)
  const open = await service.pool.query(
    `SELECT application_name, state, query FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'payment%' AND xact_start <= $1`,
    [rows[0].now],
  )
  expect(open.rows).toEqual([])
  expect((await service.get(`/payments/${orderId}`)).body).toMatchObject({ status: 'PENDING', captured: 0 })

  hanging.release()
  await expectOneCapture(orderId)
  expect(callsOf(orderId)).toHaveLength(1)
})

test('a call that outlives its lease is not made twice, because the lease is renewed', async () => {
  const hanging = held()
  const { orderId } = await reserve(hanging.capture)
  await hanging.asked
  const query = 'SELECT extract(epoch FROM due_at)::float8 AS due FROM gateway_requests WHERE order_id = $1'
  const due = async () => (await service.pool.query<{ due: number }>(query, [orderId])).rows[0]?.due ?? 0
  const leasedUntil = await due()
  await expect.poll(due, { timeout: 60_000 }).toBeGreaterThan(leasedUntil + 6)

  hanging.release()
  await expectOneCapture(orderId)
  expect(callsOf(orderId)).toHaveLength(1)
})

test('what there is no room for stays leased, and is asked when there is', async () => {
  const calls = Array.from({ length: 140 }, () => held()) // the gateway takes 64, and as many may wait
  const orders = await Promise.all(calls.map(({ capture }) => reserve(capture)))
  const renewed = async () => {
    const { rows } = await service.pool.query<{ renewed: number }>(
      "SELECT count(*)::integer AS renewed FROM gateway_requests WHERE due_at > requested_at + interval '6 seconds'",
    )
    return rows[0]?.renewed
  }
  await expect.poll(renewed, { timeout: 60_000 }).toBe(140)
  for (const { release } of calls) release()
  await expectOneCapture(...orders.map(({ orderId }) => orderId))
  expect(orders.filter(({ orderId }) => callsOf(orderId).length !== 1)).toEqual([])
})

test('a gateway that answers twice has captured once', async () => {
  const [first, second] = [held(), held()]
  const { orderId } = await reserve(first.capture, second.capture)
  await first.asked
  // The worker may just be renewing its lease: until it has asked again.
  const askedAgain = async () => {
    await setDue(orderId, 'now')
    return callsOf(orderId).length > 1
  }
  await expect.poll(askedAgain).toBe(true)

  first.release()
  second.release()
  await expectOneCapture(orderId)
})

test('a restart between the request and the answer loses nothing', async () => {
  const { asked, capture, release } = held()
  const { orderId } = await reserve(capture)
  await asked
  expect(await ledgerOf(orderId)).toEqual(['CaptureRequested'])

  await service.restart()
  await setDue(orderId, 'now')
  await service.published('PaymentCaptured', orderId)
  // The answer to the call of the process that was stopped: nobody waits for it any more.
  release()
  await expectOneCapture(orderId)
})

/** A transaction, rolled back, with 300 due requests in a table that was counted when it was empty. */
async function afterCountingNone(run: (tx: PoolClient) => Promise<void>) {
  const insert = `INSERT INTO gateway_requests
      (order_id, operation, customer_id, amount, currency, cause_id, correlation_id, initiator, due_at)
    SELECT 'many-' || i, 'capture', 'customer-42', 1, 'EUR', gen_random_uuid(), 'many', 'many', $1
    FROM generate_series(1, 300) i`
  const client = await service.pool.connect()
  try {
    await client.query(insert, ['infinity'])
    await client.query(`DELETE FROM gateway_requests WHERE correlation_id = 'many'`)
    await client.query('VACUUM (ANALYZE, TRUNCATE false) gateway_requests')
    await client.query('BEGIN')
    await client.query(insert, [new Date(0)])
    await run(client)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

test('no more requests are taken than asked for, also where the table was empty when it was counted', () =>
  afterCountingNone(async tx => {
    expect(await takeDueRequests(tx, 7, 60_000)).toHaveLength(7)
  }))

test.each<[string, (tx: PoolClient, request: Named) => Promise<unknown>]>([
  ['leased', (tx, request) => lease(tx, [request], 5_000)],
  ['put off', (tx, request) => putOff(tx, [{ request, forMs: 0, failed: true }])],
  ['deleted', (tx, request) => Promise.all(deleteRequests([request]).map(statement => tx.query(statement)))],
])('a request is %s by its key, also where the table was empty when it was counted', (_, write) =>
  afterCountingNone(async tx => {
    const before = await accesses(tx)
    await write(tx, { orderId: 'many-42', operation: 'capture' })
    const { written, read } = await accesses(tx)
    expect({ written: written - before.written, read: read - before.read }).toEqual({ written: 1, read: 1 })
  }),
)

/** Rows that this session has written and read and not reported yet. */
async function accesses(tx: PoolClient) {
  const { rows } = await tx.query<{ written: number; read: number }>(
    `SELECT (n_tup_upd + n_tup_del)::integer AS written, (idx_tup_fetch + seq_tup_read)::integer AS read
     FROM pg_stat_xact_user_tables WHERE relname = 'gateway_requests'`,
  )
  return rows[0] ?? { written: 0, read: 0 }
}

test('an answer to one operation leaves the other one of its order', () =>
  afterCountingNone(async tx => {
    for (const statement of deleteRequests([{ orderId: 'many-42', operation: 'refund' }]))
      await tx.query(statement)
    const { rowCount } = await tx.query(`SELECT FROM gateway_requests WHERE order_id = 'many-42'`)
    expect(rowCount).toBe(1)
  }))

// DBOS: a durable workflow per order, started on a queue, with a step for each thing that is done.
// As https://docs.dbos.dev/typescript/programming-guide and …/tutorials/queue-tutorial recommend, with the
// registration of queues of version 5. The steps are idempotent statements: see README.md on datasources.
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Pool } from 'pg'
import { countdown, until } from './lib/countdown.ts'
import { freshDatabases, openPool, runOn, transaction, urlOf, withClient } from './lib/databases.ts'
import { closedLoop, makeOrders, type Order } from './lib/orders.ts'
import { runPeer } from './lib/peer.ts'
import { capture, complete, dispatch, place, reserve, tables } from './lib/shop.ts'

const QUEUE = 'orders'
/** How many requests are in flight while orders are accepted. */
const CLIENTS = 64
const OPEN = `SELECT FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED') LIMIT 1`

await runPeer({ name: 'dbos', package: '@dbos-inc/dbos-sdk', concurrency: 64 }, async task => {
  const removeDatabases = await freshDatabases(task.postgresUrl, ['peer_dbos'])
  const url = urlOf(task.postgresUrl, 'peer_dbos')
  await withClient(url, async client => {
    for (const table of Object.values(tables)) await client.query(table)
  })

  const pool = openPool(url, task.concurrency)
  const run = runOn(pool)

  const done = countdown(task.orders)
  const fulfil = DBOS.registerWorkflow(
    async (order: Order) => {
      await DBOS.runStep(() => placeAndReserve(pool, order), { name: 'reserve' })
      await DBOS.runStep(() => capture(run, order), { name: 'capture' })
      await DBOS.runStep(() => dispatch(run, order), { name: 'dispatch' })
      await DBOS.runStep(() => complete(run, order), { name: 'complete' })
      done.one()
    },
    { name: 'fulfil' },
  )

  DBOS.setConfig({
    name: 'peer',
    systemDatabaseUrl: url,
    systemDatabasePoolSize: task.concurrency,
    applicationVersion: '1',
    logLevel: 'error',
  })
  await DBOS.launch()
  await DBOS.registerQueue(QUEUE, { workerConcurrency: task.concurrency, minPollingIntervalMs: 10 })

  const orders = makeOrders(task.orders)
  return {
    databases: { orders: url, inventory: url, payments: url, shipments: url },
    async work() {
      await closedLoop(orders, CLIENTS, order =>
        DBOS.startWorkflow(fulfil, { workflowID: order.orderId, queueName: QUEUE })(order),
      )
      await done.zero
      // The last workflows' own rows are written after their last step.
      await withClient(url, client => until(async () => (await client.query(OPEN)).rowCount === 0))
    },
    async stop() {
      await DBOS.shutdown()
      await pool.end()
      await removeDatabases()
    },
  }
})

/** The order's row is written with its reservation: one step less than it could be. Done once, however often it runs. */
async function placeAndReserve(pool: Pool, order: Order): Promise<void> {
  const client = await pool.connect()
  try {
    await transaction(client, async run => {
      if ((await place(run, order)) === 1) await reserve(run, order)
    })
  } finally {
    client.release()
  }
}

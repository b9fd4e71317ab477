// DBOS: a durable workflow per order, started on a queue, with a step for each thing that is done.
// As https://docs.dbos.dev/typescript/programming-guide and …/tutorials/queue-tutorial recommend, with the
// registration of queues of version 5. The steps are idempotent statements: see README.md on datasources.
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Pool } from 'pg'
import { inTransaction, oneDatabase, openPool, runOn, withClient } from './lib/databases.ts'
import type { Order } from './lib/orders.ts'
import { runPeer, versionOf } from './lib/peer.ts'
import { capture, complete, dispatch, place, reserve } from './lib/shop.ts'
import { until } from './lib/until.ts'

const QUEUE = 'orders'
/** How many requests are in flight while orders are accepted. */
const CLIENTS = 64
const OPEN = `SELECT FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED') LIMIT 1`

const about = { name: 'dbos', version: versionOf('@dbos-inc/dbos-sdk'), concurrency: 64 }
await runPeer(about, async (task, done) => {
  const { url, databases, remove } = await oneDatabase(task.postgresUrl, 'peer_dbos')
  const pool = openPool(url, task.concurrency)
  const run = runOn(pool)

  const fulfil = DBOS.registerWorkflow(
    async (order: Order) => {
      await DBOS.runStep(() => placeAndReserve(pool, order), { name: 'reserve' })
      await DBOS.runStep(() => capture(run, order), { name: 'capture' })
      await DBOS.runStep(() => dispatch(run, order), { name: 'dispatch' })
      await DBOS.runStep(() => complete(run, order), { name: 'complete' })
      done(order.orderId)
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

  return {
    clients: CLIENTS,
    audited: databases,
    accept: order => DBOS.startWorkflow(fulfil, { workflowID: order.orderId, queueName: QUEUE })(order),
    // The last workflows' own rows are written after their last step.
    drained: () => withClient(url, client => until(async () => (await client.query(OPEN)).rowCount === 0)),
    async stop() {
      await DBOS.shutdown()
      await pool.end()
      await remove()
    },
  }
})

/** The order's row is written with its reservation: one step less than it could be. Done once, however often it runs. */
function placeAndReserve(pool: Pool, order: Order): Promise<void> {
  return inTransaction(pool, async run => {
    if ((await place(run, order)) === 1) await reserve(run, order)
  })
}

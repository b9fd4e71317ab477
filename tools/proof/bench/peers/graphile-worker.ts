// graphile-worker: a job per step, the next one added in the transaction that does the step.
// As https://worker.graphile.org/docs/sql-add-job recommends, with the local queue and the batching of completions
// of https://worker.graphile.org/docs/performance.

import { Logger, makeWorkerUtils, run, type Task, type TaskList } from 'graphile-worker'
import type { PoolClient } from 'pg'
import { countdown, until } from './lib/countdown.ts'
import { freshDatabases, openPool, transaction, urlOf, withClient } from './lib/databases.ts'
import { closedLoop, makeOrders, type Order } from './lib/orders.ts'
import { runPeer } from './lib/peer.ts'
import { capture, complete, dispatch, place, type Run, reserve, tables } from './lib/shop.ts'

/** How many requests are in flight while orders are accepted, each on a connection of the accepting side's pool. */
const CLIENTS = 32

await runPeer({ name: 'graphile-worker', package: 'graphile-worker', concurrency: 8 }, async task => {
  const removeDatabases = await freshDatabases(task.postgresUrl, ['peer_graphile'])
  const url = urlOf(task.postgresUrl, 'peer_graphile')
  await withClient(url, async client => {
    for (const table of Object.values(tables)) await client.query(table)
  })
  const utils = await makeWorkerUtils({ connectionString: url, logger: new Logger(() => () => {}) })
  await utils.migrate()
  await utils.release()

  const done = countdown(task.orders)
  const step =
    (work: (run: Run, order: Order) => Promise<unknown>, next?: string): Task =>
    async (payload, { withPgClient }) => {
      const order = payload as Order
      await withPgClient(client =>
        transaction(client, async run => {
          await work(run, order)
          if (next !== undefined) await addJob(run, next, order)
        }),
      )
      if (next === undefined) done.one()
    }
  const taskList: TaskList = {
    reserve: step(reserve, 'capture'),
    capture: step(capture, 'dispatch'),
    dispatch: step(dispatch, 'complete'),
    complete: step(complete),
  }

  const orders = makeOrders(task.orders)
  const requests = openPool(url, CLIENTS)
  const runner = await run({
    taskList,
    preset: {
      worker: {
        // Its default writes a line for each job.
        logger: new Logger(() => () => {}),
        connectionString: url,
        concurrentJobs: task.concurrency,
        maxPoolSize: task.concurrency + 2,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    noHandleSignals: true,
  })
  return {
    databases: { orders: url, inventory: url, payments: url, shipments: url },
    async work() {
      await closedLoop(orders, CLIENTS, order =>
        withRequest(client =>
          transaction(client, async run => {
            await place(run, order)
            await addJob(run, 'reserve', order)
          }),
        ),
      )
      await done.zero
      // The last jobs are deleted after their work.
      await withClient(url, client =>
        until(async () => (await client.query('SELECT FROM graphile_worker.jobs LIMIT 1')).rowCount === 0),
      )
    },
    async stop() {
      await runner.stop()
      await requests.end()
      await removeDatabases()
    },
  }

  async function withRequest(work: (client: PoolClient) => Promise<unknown>) {
    const client = await requests.connect()
    try {
      await work(client)
    } finally {
      client.release()
    }
  }
})

function addJob(run: Run, identifier: string, order: Order) {
  return run('SELECT graphile_worker.add_job($1, $2::json)', [identifier, JSON.stringify(order)])
}

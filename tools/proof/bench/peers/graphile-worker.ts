// graphile-worker: a job per step, the next one added in the transaction that does the step.
// As https://worker.graphile.org/docs/sql-add-job recommends, with the local queue and the batching of completions
// of https://worker.graphile.org/docs/performance.

import { Logger, makeWorkerUtils, run, type Task, type TaskList } from 'graphile-worker'
import { inTransaction, oneDatabase, openPool, transaction, withClient } from './lib/databases.ts'
import type { Order } from './lib/orders.ts'
import { runPeer, versionOf } from './lib/peer.ts'
import { capture, complete, dispatch, place, type Run, reserve } from './lib/shop.ts'
import { until } from './lib/until.ts'

/** How many requests are in flight while orders are accepted, each on a connection of the accepting side's pool. */
const CLIENTS = 32

const about = { name: 'graphile-worker', version: versionOf('graphile-worker'), concurrency: 8 }
await runPeer(about, async (task, done) => {
  const { url, databases, remove } = await oneDatabase(task.postgresUrl, 'peer_graphile')
  const utils = await makeWorkerUtils({ connectionString: url, logger: new Logger(() => () => {}) })
  await utils.migrate()
  await utils.release()

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
      if (next === undefined) done(order.orderId)
    }
  const taskList: TaskList = {
    reserve: step(reserve, 'capture'),
    capture: step(capture, 'dispatch'),
    dispatch: step(dispatch, 'complete'),
    complete: step(complete),
  }

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
    clients: CLIENTS,
    audited: databases,
    accept: order =>
      inTransaction(requests, async run => {
        await place(run, order)
        await addJob(run, 'reserve', order)
      }),
    // The last jobs are deleted after their work.
    drained: () =>
      withClient(url, client =>
        until(async () => (await client.query('SELECT FROM graphile_worker.jobs LIMIT 1')).rowCount === 0),
      ),
    async stop() {
      await runner.stop()
      await requests.end()
      await remove()
    },
  }
})

function addJob(run: Run, identifier: string, order: Order) {
  return run('SELECT graphile_worker.add_job($1, $2::json)', [identifier, JSON.stringify(order)])
}

// Restate (https://docs.restate.dev): its server as npm brings it, one node that syncs its log to the disk, and services
// of the TypeScript SDK. The variant is `workflow` or `objects`.
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startChild } from './lib/child.ts'
import { oneDatabase } from './lib/databases.ts'
import { poster } from './lib/http.ts'
import type { Order } from './lib/orders.ts'
import { runPeer, versionOf } from './lib/peer.ts'
import { until } from './lib/until.ts'

const CLIENTS = 64
const variant = process.argv.at(-1) as 'workflow' | 'objects'
const handler = ({ orderId }: Order) =>
  variant === 'workflow' ? `Fulfilment/${orderId}/run` : `Orders/${orderId}/place`
const server = createRequire(import.meta.url).resolve(
  `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
)

const about = { name: `restate-${variant}`, version: versionOf('@restatedev/restate-server') }
await runPeer(about, async (task, done) => {
  const { url, databases, remove } = await oneDatabase(task.postgresUrl, 'peer_restate')
  const baseDir = await mkdtemp(join(tmpdir(), 'peer-restate-'))
  const [ingress, admin, fabric, own] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const services = await startChild(process.execPath, ['restate/services.ts', String(own), variant, url], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ready: /^ready$/m,
  })
  services.process.on('message', done)
  const node = await startChild(server, ['--base-dir', baseDir], {
    env: {
      ...process.env,
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${fabric}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_DISABLE_TELEMETRY: 'true',
    },
    ready: /./,
  })
  const toAdmin = poster(`http://127.0.0.1:${admin}`, CLIENTS)
  const toIngress = poster(`http://127.0.0.1:${ingress}`, CLIENTS)
  const count = async (from: string): Promise<number> => {
    const { rows } = JSON.parse(await toAdmin('/query', { query: `SELECT count(*) AS n FROM ${from}` }))
    return rows[0].n
  }
  // It says in many lines, and in no certain one, that it is ready; queries are answered last.
  const answers = (asked: Promise<unknown>) =>
    asked.then(
      () => true,
      () => false,
    )
  await until(() => answers(toAdmin('/deployments', { uri: `http://127.0.0.1:${own}` })))
  await until(() => answers(count('state')))
  return {
    clients: CLIENTS,
    children: [node, services],
    accept: order => toIngress(`/${handler(order)}/send`, order),
    drained: () => until(async () => (await count(`sys_invocation WHERE status <> 'completed'`)) === 0),
    audited: variant === 'workflow' ? databases : orders => audit(orders, count),
    async stop() {
      await services.stop()
      await node.stop()
      await rm(baseDir, { recursive: true, force: true })
      await remove()
    },
  }
})

/** By the states that the objects are in. */
async function audit(orders: readonly Order[], count: (from: string) => Promise<number>): Promise<number> {
  const having = (service: string, key: string, more = '') =>
    count(`state WHERE service_name = '${service}' AND key ${key} ${more}`)
  const found = {
    orders: await having('Orders', `= 'order'`),
    completed: await having('Orders', `= 'completions'`, `AND value_utf8 = '1'`),
    reservations: await having('Inventory', `LIKE 'reservation-%'`),
    payments: await having('Payments', `= 'amountCents'`),
    shipments: await having('Shipments', `= 'dispatched'`),
  }
  if (Object.values(found).some(n => n !== orders.length)) {
    throw new Error(`Not all ${orders.length} orders are right: ${JSON.stringify(found)}`)
  }
  return found.completed
}

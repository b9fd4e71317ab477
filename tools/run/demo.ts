import { join } from 'node:path'
import { audit, waitUntilSettled } from '@orderflow/audit'
import { cancelOrders, type OrderApi, outcomes, outcomeTable, placeOrders, wave } from '@orderflow/load'
import pg from 'pg'
import { createOutput, jsonOption, parseArgs } from '../dev/lib/args.ts'
import { kafkaOf, postgresUrl } from '../dev/lib/endpoints.ts'
import { gatewayOf, gatewayOptions } from '../dev/lib/gateway-process.ts'
import { createProgress } from '../dev/lib/progress.ts'
import { runCommand } from '../dev/lib/run-command.ts'
import { freePorts, projectRoot, startSystem } from '../dev/lib/system.ts'
import { auditTable, unsettledLine } from '../ops/audit/report.ts'
import { preflight } from './preflight/index.ts'
import { partitionsFrom } from './start/config.ts'

const args = parseArgs({
  usage: 'npm run demo -- [--orders N] [--cancel PERCENT] [--gateway] [--seed S] [--json]',
  about:
    'Starts Kafka, PostgreSQL and all services on this machine, sends a wave\nof orders through them, cancels some, lets some expire, checks every invariant,\nand stops.',
  options: {
    orders: { type: 'number', value: 'N', help: 'orders in the wave', default: 500, min: 5 },
    cancel: { type: 'number', value: 'PERCENT', help: 'of them are cancelled on the way', default: 10 },
    seed: { type: 'number', value: 'S', help: 'the same seed gives the same orders', default: 1 },
    ...gatewayOptions,
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
/** Long enough for every order that nobody holds up; the gateway's answer to slow customers comes after it. */
const deadlineMs = 6_000 + 3 * args.orders
const slowerByMs = 1_500
/** Half of them are cancelled while the gateway is asked, half are left to their deadline. */
const slowOrders = 4
/** About as long as an order takes: a cancellation meets it before, during or after its payment. */
const cancelWithinMs = 1_000
const log = (line: string) => process.stderr.write(`${line}\n`)

await runCommand(async signal => {
  const dataDir = join(projectRoot, '.data', 'demo')
  const env = {
    ORDER_DEADLINE_MS: String(deadlineMs),
    GATEWAY_SLOW_MS: String(deadlineMs + slowerByMs),
  }
  const gateway = gatewayOf(args)
  await preflight({ command: 'npm run demo', env: process.env, dataDir, gateway: gateway !== undefined, log })
  const partitions = partitionsFrom()
  const options = { dataDir, fresh: true, ports: freePorts, partitions, env, gateway }
  const system = await startSystem({ ...options, log, signal })
  try {
    const endpoints = system.endpoints()
    const where = { postgresUrl: (database: string) => postgresUrl(endpoints, database) }
    const started = new Date()
    const { acknowledged, cancellations } = await sendWave(system.orders, signal)
    signal.throwIfAborted()
    await settle(where, acknowledged.length)

    const orders = new pg.Client({ connectionString: where.postgresUrl('orders') })
    await orders.connect()
    const wave = await outcomes(orders, started).finally(() => orders.end())
    say(`\n${outcomeTable(wave)}\n`)
    say(
      `Cancellations: ${cancellations.asked} asked for, ${cancellations.accepted} accepted, ${cancellations.tooLate} after the order had ended.\n`,
    )
    const report = await audit({ ...where, kafka: kafkaOf(endpoints), acknowledged })
    say(auditTable(report))
    const { completed, rejected, cancelled } = wave
    result({
      orders: report.orders,
      completed,
      rejected,
      cancelled,
      cancellations,
      seconds: round(wave.seconds),
      ordersPerSecond: Math.round(wave.ordersPerSecond),
      p50Ms: round(wave.p50Ms),
      p99Ms: round(wave.p99Ms),
      violations: report.invariants.reduce((sum, { violated }) => sum + violated, 0),
    })
    return report.violations.length === 0 ? 0 : 1
  } finally {
    log('Stopping…')
    await system.stop()
  }
})

/** Places the wave's orders and cancels some of them; returns the ids that were answered 202. */
async function sendWave(orderApi: OrderApi, signal: AbortSignal) {
  const acknowledged: string[] = []
  const progress = createProgress(log)
  const cancelling = cancelOrders({
    ...orderApi,
    percent: args.cancel,
    withinMs: cancelWithinMs,
    seed: args.seed,
  })
  await placeOrders({
    ...orderApi,
    orders: wave(args.orders, args.seed, { slow: slowOrders }),
    signal,
    onAccepted(order) {
      acknowledged.push(order.orderId)
      cancelling.onAccepted(order)
      progress.show(`Placing orders: ${acknowledged.length} of ${args.orders}`)
    },
  })
  const cancellations = await cancelling.done()
  progress.end(`Placed ${acknowledged.length} orders.`)
  return { acknowledged, cancellations }
}

/** Waits until every order has come to its end; what has not by then, the audit names. */
async function settle(where: { postgresUrl: (database: string) => string }, placed: number): Promise<void> {
  const progress = createProgress(log)
  const timeoutMs = 60_000 + placed * 20
  const { settled, milliseconds, unsettled, error } = await waitUntilSettled({
    ...where,
    timeoutMs,
    onProgress: now => progress.show(`Under way: ${unsettledLine(now)}`),
  })
  progress.end(
    settled
      ? `Every order has come to its end (${(milliseconds / 1000).toFixed(1)} s after the last was placed).`
      : `Not settled after ${timeoutMs / 1000} s: ${unsettled === undefined ? `no answer (${error})` : unsettledLine(unsettled)}.`,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

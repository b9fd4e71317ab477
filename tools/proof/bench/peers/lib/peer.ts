import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SASLOptions } from 'kafkajs'
import type { Child } from './child.ts'
import { residentMb, startCosts } from './costs.ts'
import { commitTimes, verified } from './databases.ts'
import { percentile, sendAtRate, watchEnds } from './load.ts'
import { closedLoop, makeOrders, type Order } from './orders.ts'
import type { Databases } from './shop.ts'

/** What a peer is told: `--orders N [--warm N] [--seconds N] [--concurrency N] [VARIANT]`, and the servers by environment. */
export interface Task {
  readonly orders: number
  /** Orders before those, which are not measured: what has not run yet is not compiled. */
  readonly warm: number
  /** How long orders come at a low rate. */
  readonly seconds: number
  /** How many orders or jobs it works on at a time; its own best value unless told. */
  readonly concurrency: number
  readonly variant: string | undefined
  /** A superuser's URL. */
  readonly postgresUrl: string
  /** Where the brokers are and who comes, as kafkajs takes it. */
  readonly kafka: KafkaTask | undefined
  /** PostgreSQL's and the brokers' processes, whose time counts. */
  readonly servers: Readonly<Record<string, readonly number[]>>
}

export interface KafkaTask {
  readonly brokers: string[]
  readonly ssl?: { readonly ca: string[] }
  readonly sasl?: SASLOptions & { readonly mechanism: 'plain' | 'scram-sha-512' }
}

/** A peer between its set-up and its end. It says of each order that it has ended, once the change is committed. */
export interface Peer {
  /** How many requests are in flight while orders are accepted as fast as they are taken. */
  readonly clients: number
  /** Resolves when the order cannot be lost any more. */
  accept(order: Order): Promise<unknown>
  /** Accepts many, where they do not come one by one. */
  acceptAll?(orders: readonly Order[]): Promise<unknown>
  /** Waits for what is written behind the last order's end. */
  drained?(): Promise<unknown>
  /** The programs that do the work, where this one does not. */
  readonly children?: readonly Child[]
  /** Where its rows are; or how else it is audited, with the number of orders that are COMPLETED, each once. */
  readonly audited: Databases | ((orders: readonly Order[]) => Promise<number>)
  /** Stops it and removes what it made. */
  stop(): Promise<void>
}

const lowRate = 50
/** A peer of which no order ends for so long will not end. It is not asked how long all of them take: machines differ. */
const stalledAfterMs = 180_000

/** The outermost part of a peer: prints its figures as one line of JSON; exits 1 when they are not to be had. */
export async function runPeer(
  options: { readonly name: string; readonly version: () => string; readonly concurrency?: number },
  setUp: (task: Task, done: (orderId: string) => void) => Promise<Peer>,
): Promise<never> {
  let status = 1
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
  try {
    const task = readTask(options.concurrency ?? 1)
    const ends = watchEnds()
    const peer = await setUp(task, ends.done)
    try {
      const total = task.warm + task.orders + lowRate * task.seconds
      const { completed, ...figures } = await whileAlive(measure(peer, task, ends), peer, ends)
      const about = { peer: options.name, version: options.version(), orders: total, completed }
      process.stdout.write(`${JSON.stringify({ ...about, figures })}\n`)
      status = 0
    } finally {
      await peer.stop()
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    status = 1
  }
  process.exit(status)
}

async function measure(peer: Peer, task: Task, ends: ReturnType<typeof watchEnds>) {
  const { clients, accept, acceptAll, drained, audited, children } = peer
  const pids = children?.map(({ pid }) => pid) ?? [process.pid]
  const all = makeOrders(task.warm + task.orders + lowRate * task.seconds)
  const slow = all.slice(task.warm + task.orders)
  const burst = async (from: number, to: number) => {
    const orders = all.slice(from, to)
    await (acceptAll?.(orders) ?? closedLoop(orders, clients, accept))
    await ends.until(to)
    await drained?.()
  }
  await burst(0, task.warm)

  const counted = { peer: pids, ...task.servers }
  const costs = await startCosts(counted)
  const started = performance.now()
  await burst(task.warm, task.warm + task.orders)
  const seconds = (performance.now() - started) / 1_000
  const perOrder = await costs.perOrder(task.orders)

  const slowCosts = await startCosts(counted)
  const due = await sendAtRate(slow, lowRate, accept)
  await ends.until(all.length)
  const { system: slowMicros } = await slowCosts.perOrder(slow.length)
  const resident = await residentMb(pids)
  const endedAt = typeof audited === 'function' ? ends.at : await commitTimes(audited.orders, [...due.keys()])
  const times = [...due].map(([orderId, dueAt]) => (endedAt.get(orderId) ?? Number.NaN) - dueAt)

  const completed = await (typeof audited === 'function' ? audited(all) : verified(audited, all.length))
  return {
    completed,
    seconds,
    ordersPerSecond: task.orders / seconds,
    ...Object.fromEntries(Object.entries(perOrder).map(([name, micros]) => [`cpu.${name}`, micros])),
    p50At50Ms: percentile(times, 0.5),
    p99At50Ms: percentile(times, 0.99),
    ...(slowMicros !== undefined && { cpuAt50: slowMicros }),
    ...(resident !== undefined && { residentMb: resident }),
  }
}

/** Rejects when a program of the peer ends, or no order has ended for long. */
async function whileAlive<Result>(
  work: Promise<Result>,
  { children = [] }: Peer,
  { at }: ReturnType<typeof watchEnds>,
): Promise<Result> {
  const stalled = Promise.withResolvers<never>()
  let [ended, since] = [0, performance.now()]
  const timer = setInterval(() => {
    if (at.size > ended) [ended, since] = [at.size, performance.now()]
    else if (performance.now() - since > stalledAfterMs) {
      const said = children.map(child => child.written()).join('\n')
      stalled.reject(
        new Error(`${ended} orders have ended, and none for ${stalledAfterMs / 1_000} s. ${said}`),
      )
    }
  }, 1_000)
  try {
    return await Promise.race([work, stalled.promise, ...children.map(({ died }) => died)])
  } finally {
    clearInterval(timer)
  }
}

function readTask(best: number): Task {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    options: { orders: text, warm: text, seconds: text, concurrency: text },
    allowPositionals: true,
  })
  const { PEER_POSTGRES_URL, PEER_KAFKA, PEER_SERVERS } = process.env
  const task = {
    orders: Number(values.orders),
    warm: Number(values.warm ?? 0),
    seconds: Number(values.seconds ?? 1),
    concurrency: Number(values.concurrency ?? best),
    variant: positionals[0],
  }
  if (!(task.orders >= 1 && task.concurrency >= 1 && task.seconds >= 1)) {
    throw new Error('Usage: --orders N [--warm N] [--seconds N] [--concurrency N] [VARIANT]')
  }
  if (!PEER_POSTGRES_URL) throw new Error('PEER_POSTGRES_URL names no PostgreSQL.')
  return {
    ...task,
    postgresUrl: PEER_POSTGRES_URL,
    kafka: PEER_KAFKA ? JSON.parse(PEER_KAFKA) : undefined,
    servers: PEER_SERVERS ? JSON.parse(PEER_SERVERS) : {},
  }
}

/** The version of a package that is installed here. */
export const versionOf = (name: string) => (): string =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

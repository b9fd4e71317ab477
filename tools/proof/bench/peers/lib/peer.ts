import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { withClient } from './databases.ts'

/** What a peer is told: `--orders N [--concurrency N]`, and the servers by environment. */
export interface Task {
  readonly orders: number
  /** How many orders or jobs it works on at a time; its own best value unless told. */
  readonly concurrency: number
  /** A superuser's URL. */
  readonly postgresUrl: string
  /** Where the brokers are and who comes, as kafkajs takes it. */
  readonly kafka: { readonly brokers: string[] } | undefined
}

/** A peer between its set-up and its end. */
export interface Peer {
  /** Accepts and completes every order; what it takes is the figure. */
  work(): Promise<void>
  /** Where the rows of each service are, to count them. */
  readonly databases: Readonly<Record<'orders' | 'inventory' | 'payments' | 'shipments', string>>
  /** Stops it and removes what it made. */
  stop(): Promise<void>
}

/** The outermost part of a peer: prints its figures as one line of JSON; exits 1 when they are not to be had. */
export async function runPeer(
  options: { readonly name: string; readonly package: string; readonly concurrency: number },
  setUp: (task: Task) => Promise<Peer>,
): Promise<never> {
  let status = 1
  try {
    const task = readTask(options.concurrency)
    const peer = await setUp(task)
    try {
      const cpu = process.cpuUsage()
      const started = performance.now()
      await within(60 + task.orders / 5, peer.work())
      const seconds = (performance.now() - started) / 1_000
      const { user, system } = process.cpuUsage(cpu)
      const completed = await verified(peer, task.orders)
      const figures = {
        peer: options.name,
        version: versionOf(options.package),
        orders: task.orders,
        seconds: round(seconds),
        ordersPerSecond: round(task.orders / seconds),
        cpuSeconds: round((user + system) / 1e6),
        completed,
      }
      process.stdout.write(`${JSON.stringify(figures)}\n`)
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

/** A peer whose orders do not come to an end ends by itself. */
async function within(seconds: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>()
  const sentence = `Not all orders were done after ${seconds} s.`
  const timer = setTimeout(() => late.reject(new Error(sentence)), seconds * 1_000)
  try {
    await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

function readTask(best: number): Task {
  const { values } = parseArgs({ options: { orders: { type: 'string' }, concurrency: { type: 'string' } } })
  const { PEER_POSTGRES_URL, PEER_KAFKA } = process.env
  const task = { orders: Number(values.orders), concurrency: Number(values.concurrency ?? best) }
  if (!(task.orders >= 1 && task.concurrency >= 1)) throw new Error('Usage: --orders N [--concurrency N]')
  if (!PEER_POSTGRES_URL) throw new Error('PEER_POSTGRES_URL names no PostgreSQL.')
  return { ...task, postgresUrl: PEER_POSTGRES_URL, kafka: PEER_KAFKA ? JSON.parse(PEER_KAFKA) : undefined }
}

/** How many orders are COMPLETED: all of them, each once, each with its reservation, payment and shipment. */
async function verified({ databases }: Peer, orders: number): Promise<number> {
  const count = (url: string, query: string) =>
    withClient(url, async client => Number((await client.query(`SELECT (${query}) AS n`)).rows[0]?.n))
  const found = {
    completed: await count(
      databases.orders,
      `SELECT count(*) FROM orders WHERE status = 'COMPLETED' AND completions = 1`,
    ),
    orders: await count(databases.orders, 'SELECT count(*) FROM orders'),
    reservations: await count(databases.inventory, 'SELECT count(*) FROM reservations'),
    payments: await count(databases.payments, 'SELECT count(*) FROM payments'),
    shipments: await count(databases.shipments, 'SELECT count(*) FROM shipments'),
  }
  const wrong = Object.values(found).some(n => n !== orders)
  const stock = await count(
    databases.inventory,
    `SELECT (SELECT sum(1000000000 - available) FROM products) - (SELECT sum(quantity) FROM reservations)`,
  )
  if (wrong || stock !== 0) {
    throw new Error(`Not all ${orders} orders are right: ${JSON.stringify({ ...found, stockAmiss: stock })}`)
  }
  return found.completed
}

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

const round = (value: number) => Math.round(value * 1_000) / 1_000

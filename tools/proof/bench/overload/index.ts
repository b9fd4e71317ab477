import { outcomes, percentile } from '@orderflow/load'
import pg from 'pg'
import { bearer } from '../../../dev/lib/bearer.ts'
import { microsByProcess } from '../costs/cpu.ts'
import { serviceMb } from '../costs/memory.ts'
import { closedLoop } from '../ours/closed-loop.ts'
import { drained } from '../ours/drained.ts'
import { mixed, seedOf } from '../ours/mixed.ts'
import { sampleDuring } from '../sampling.ts'
import { type BenchContext, type Figures, prefixed, type Scenario } from '../scenario.ts'
import { type Offered, offer } from './offer.ts'
import { type Authorizations, ofFew, requests } from './requests.ts'

const loads = [1, 2, 5, 10]
/** Each of whom sends as much. */
const customers = 40
/** All together: the services keep a thousand that have nothing under way. */
const connections = 800
const quietCustomers = 10
/** What the quiet ones send together, of what the system can do. */
const quietShare = 0.1

/** More than the system can do: what it does then, how it says no, and whether one customer's load is the others'. */
export const overload: Scenario = {
  name: 'overload',
  group: 'ours',
  about: `Orders at 1, 2, 5 and 10 times the rate of a closed loop of 64 connections (\`perSecond\`), of ${customers} customers of each kind: those that ended a second until the last one's end, refusals, memory; then ${quietCustomers} quiet customers beside one who sends that rate, and ten times that`,
  services: 'running',
  onRequest: true,
  once: true,
  headline: '10x.goodputPerSecond',
  async run(context) {
    const { ordersPerSecond: perSecond = Number.NaN } = await closedLoop(context, {
      orders: mixed(context.quick ? 300 : 12_000, seedOf(context.round, 3)),
      connections: 64,
      seed: 3,
    })
    const figures: Record<string, number> = { perSecond }
    for (const times of loads) {
      const all = sender(context, await everybody(context, 3 + times), connections)
      const found = await watched(context, () => all(times * perSecond))
      Object.assign(figures, prefixed(`${times}x.`, { ...answers(found.result), ...found.figures }))
    }
    for (const times of [1, 10]) {
      const quiet = sender(context, await everybody(context, 31, quietCustomers), 100)
      const noisy = sender(context, await one(context), connections - 100)
      const { result } = await watched(context, () =>
        Promise.all([quiet(quietShare * perSecond), noisy(times * perSecond)]),
      )
      const [ofQuiet, ofNoisy] = result.map(answers) as [Figures, Figures]
      Object.assign(figures, prefixed(`beside${times}x.quiet.`, ofQuiet))
      Object.assign(figures, prefixed(`beside${times}x.noisy.`, ofNoisy))
    }
    return figures
  },
}

/** Offers orders at a rate for as long as a level lasts. */
const sender = (context: BenchContext, next: () => string, connections: number) => (perSecond: number) =>
  offer({
    url: context.system.orders.orderUrl,
    connections,
    perSecond,
    seconds: context.quick ? 1 : 8,
    next,
    onAccepted: context.acknowledge,
    signal: context.signal,
  })

async function everybody(context: BenchContext, salt: number, count = customers): Promise<() => string> {
  const orders = [...ofFew(mixed(2_000, seedOf(context.round, salt)), count)]
  return requests(
    orders,
    await authorizationsOf(context, new Set(orders.map(({ customerId }) => customerId))),
  )
}

async function one(context: BenchContext): Promise<() => string> {
  const customerId = 'noisy-1'
  const orders = [...mixed(2_000, seedOf(context.round, 37))].map(order => ({ ...order, customerId }))
  return requests(orders, await authorizationsOf(context, [customerId]))
}

/** Each customer's own token, which the service has seen: whom a request is of has to be known before it is let in. */
async function authorizationsOf({ system }: BenchContext, ids: Iterable<string>): Promise<Authorizations> {
  const found = new Map<string, string>()
  for (const id of ids) {
    const authorization = await bearer(system.issuer, { subject: id })()
    await fetch(`${system.orders.orderUrl}/orders?limit=1`, { headers: { authorization } }).then(answer =>
      answer.arrayBuffer(),
    )
    found.set(id, authorization)
  }
  return found
}

const answers = ({ accepted, refused, waited, sentPerSecond, odd }: Offered): Figures => ({
  sentPerSecond,
  waitedP99Ms: percentile(waited, 0.99),
  accepted: accepted.length,
  acceptP50Ms: percentile(accepted, 0.5),
  acceptP99Ms: percentile(accepted, 0.99),
  refused: refused.length,
  ...(refused.length > 0 && {
    refusedP50Ms: percentile(refused, 0.5),
    refusedP99Ms: percentile(refused, 0.99),
  }),
  odd,
})

/** What is offered, until the last order's end: what became of it, and what it took. */
async function watched<Result>(context: BenchContext, work: () => Promise<Result>) {
  const before = await processorMicros(context)
  const since = new Date()
  const startedMs = performance.now()
  const { result, samples } = await sampleDuring(work, 500, () => serviceMb(context.pids()))
  const offeredMicros = 1_000 * (performance.now() - startedMs)
  const after = await processorMicros(context)
  const cores = Object.fromEntries(
    Object.entries(after).map(([name, micros]) => [name, (micros - (before[name] ?? 0)) / offeredMicros]),
  )
  await drained(context)
  const ended = await outcomesSince(context, since)
  return {
    result,
    figures: {
      goodputPerSecond: ended.ordersPerSecond,
      secondsToLastEnd: ended.seconds,
      endP99Ms: ended.p99Ms,
      residentMb: Math.max(...samples.map(({ services = 0 }) => services)),
      'residentMb.order': Math.max(...samples.map(({ order = 0 }) => order)),
      ...prefixed('cores.', cores),
    },
  }
}

async function processorMicros(context: BenchContext): Promise<Figures> {
  const { user, system } = process.cpuUsage()
  return { ...(await microsByProcess(context.pids())), loadGenerator: user + system }
}

async function outcomesSince({ postgresUrl }: BenchContext, since: Date) {
  const orders = new pg.Client({ connectionString: postgresUrl('orders'), application_name: 'bench' })
  await orders.connect()
  return await outcomes(orders, since).finally(() => orders.end())
}

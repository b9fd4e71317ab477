import { seededRandom } from '@orderflow/load'
import type { CostModel, Part } from '../model/cost-model.ts'
import { expectedWork, flow, type Service, services } from '../model/flow.ts'
import { createMachine, type Thread } from './machine.ts'
import { createProcess, type Message, type Process } from './process.ts'

export interface Setting {
  readonly processors: number
  /** Processes of each service, and shards of each outbox. */
  readonly replicas: number
  readonly partitions: number
  readonly orders: number
  readonly load: Load
  /** Of one processor, for each process of a service; 1 unless told. */
  readonly share?: number
  readonly batchMax?: number
  readonly seed?: number
}

/** Connections of which each sends its next order when the last one is answered, or orders a second whatever the answers. */
export type Load = { readonly connections: number } | { readonly perSecond: number }

/** What one run comes to. */
export interface Simulated {
  /** From the first acceptance to the last end. */
  readonly ordersPerSecond: number
  /** Microseconds of processor time per order. */
  readonly cpu: Readonly<Record<Part | 'loadGenerator', number>>
  /** Transactions on the database of each service per order, a relay's among them. */
  readonly transactions: Readonly<Record<Service, number>>
  readonly started: number
  readonly ended: number
}

/** Milliseconds that pass without anybody's processor at work, by ADR 69: a commit on its way to the disk, a request to the broker and back. */
export const waits = { commitMs: 0.5, networkMs: 0.3 }
/** Longer than anything takes: relays look for work for ever. */
const stuckMs = 600_000
/** What a service takes for an order, by the kind of work: a request is parsed, checked, logged and answered beside its input. */
const weights = { input: 1, message: 0.5, request: 4 }

/**
 * Discrete events in time: the processes of all services with their loops as they are, on processors that all share. A
 * transaction is a bulk service (Bailey 1954): what waits is taken together, up to a bound. Nothing fails, and nobody cancels.
 */
export function simulate(model: CostModel, setting: Setting): Simulated {
  const { processors, replicas, partitions, orders, load, share, batchMax = 500, seed = 1 } = setting
  const machine = createMachine(processors)
  const random = seededRandom(seed)
  const units = unitCosts(model)
  const { postgres, kafka } = model.cpu
  const cpu = { order: 0, inventory: 0, payment: 0, shipping: 0, postgres: 0, kafka: 0, loadGenerator: 0 }
  const transactions = { order: 0, inventory: 0, payment: 0, shipping: 0 }
  let started = 0
  let ended = 0
  let firstMs = Number.NaN
  let lastMs = 0

  const spend = (payer: keyof typeof cpu, thread: Thread, micros: number, then: () => void) => {
    cpu[payer] += micros
    machine.work(thread, micros, then)
  }

  function processOf(name: Service): Process & { readonly thread: Thread } {
    const thread = machine.thread(share)
    const process = createProcess({
      machine,
      replicas,
      batchMax,
      random,
      costs: {
        round: model.cpu[name].perRound,
        input: units[name] * weights.input,
        message: units[name] * weights.message,
      },
      work: (micros, then) => spend(name, thread, micros, then),
      askPostgres(inputs, then) {
        transactions[name] += 1
        const micros = postgres.perRound + inputs * units.postgres
        spend('postgres', machine.thread(), micros, () => machine.after(waits.commitMs, then))
      },
      askKafka(requests, messages, then) {
        const micros = requests * kafka.perRound + messages * units.kafka
        spend('kafka', machine.thread(), micros, () => machine.after(waits.networkMs, then))
      },
      append: message => processes[name][message.order.shard]?.outbox.push(message),
      deliver,
      ended() {
        ended += 1
        lastMs = machine.now
      },
    })
    return { ...process, thread }
  }

  const all = (name: Service) => Array.from({ length: replicas }, () => processOf(name))
  const processes = {
    order: all('order'),
    inventory: all('inventory'),
    payment: all('payment'),
    shipping: all('shipping'),
  }

  function deliver(messages: readonly Message[]) {
    for (const { steps, order } of messages)
      for (const step of steps) processes[flow[step].at][order.partition % replicas]?.arrive({ step, order })
  }

  const below = (limit: number) => Math.floor(random() * limit)
  const request = units.order * weights.request

  /** An order is sent to one of the order service's processes; `then` follows its answer. */
  function place(at: number, then: () => void) {
    const { thread, submit } = processes.order[at % replicas] as ReturnType<typeof processOf>
    const order = { partition: below(partitions), shard: below(replicas) }
    const generate = (next: () => void) => spend('loadGenerator', generator, model.loadGenerator / 2, next)
    const handle = (next: () => void) => spend('order', thread, request / 2, next)
    started += 1
    generate(() =>
      handle(() => {
        firstMs = Number.isNaN(firstMs) ? machine.now : firstMs
        submit([{ step: 'placed', order, done: () => handle(() => generate(then)) }])
      }),
    )
  }

  const generator = machine.thread()
  if ('connections' in load) {
    const next = (connection: number) => {
      if (started < orders) place(connection, () => next(connection))
    }
    for (let connection = 0; connection < load.connections; connection++) next(connection)
  } else {
    const gapMs = 1_000 / load.perSecond
    for (let n = 0; n < orders; n++) machine.after(n * gapMs, () => place(n, () => {}))
  }
  for (const { start } of Object.values(processes).flat()) start()
  machine.run(() => ended === orders || machine.now > lastMs + stuckMs)
  if (ended < orders) throw new Error(`${orders - ended} of ${orders} simulated orders never ended.`)
  return {
    ordersPerSecond: (1_000 * ended) / (lastMs - firstMs),
    cpu: each(cpu, total => total / orders),
    transactions: each(transactions, total => total / orders),
    started,
    ended,
  }
}

const each = <Name extends string>(totals: Record<Name, number>, of: (total: number) => number) =>
  Object.fromEntries(Object.entries<number>(totals).map(([name, total]) => [name, of(total)])) as Record<
    Name,
    number
  >

/** Microseconds of one input of a service's order, and of a message's at the broker, so that all of an order's come to its `perOrder`. */
function unitCosts({ cpu }: CostModel): Readonly<Record<Part, number>> {
  const work = expectedWork()
  const sum = (of: 'inputs' | 'messages') => services.reduce((total, name) => total + work[name][of], 0)
  const ofService = (name: Service) => {
    const { inputs, messages } = work[name]
    const requests = name === 'order' ? weights.request : 0
    return cpu[name].perOrder / (inputs * weights.input + messages * weights.message + requests)
  }
  return {
    order: ofService('order'),
    inventory: ofService('inventory'),
    payment: ofService('payment'),
    shipping: ofService('shipping'),
    postgres: cpu.postgres.perOrder / sum('inputs'),
    kafka: cpu.kafka.perOrder / sum('messages'),
  }
}

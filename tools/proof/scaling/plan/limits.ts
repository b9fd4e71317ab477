import { type Owner, owners, type PerOrder } from './order.ts'

/** What one of each can do. What is not measured here is an assumption: options say others. */
export interface OneCan {
  /** Of what one can do, how much it is to be used. */
  readonly utilisation: number
  /** Copies of each record. */
  readonly replication: number
  /** Messages a second that one process hands to Kafka, all its processor on that: by the bench's `kafkajs`. */
  readonly relayMessages: number
  readonly postgres: {
    readonly cores: number
    readonly walBytes: number
    /** By the bench's `commits-16`, on two processors. */
    readonly commits: number
    readonly connections: number
  }
  readonly broker: { readonly cores: number; readonly bytes: number }
  /** Orders a second of a cell: how much goes when one goes. */
  readonly cell: number
}

/** As `npm start` and deploy/k8s begin: one process of each, a server for each database, three brokers. */
export const today = { partitions: 6, brokers: 3 }
/** `POOL_SIZE` of each process, and its relay and what waits for locks. */
export const connectionsOfProcess = 12
/** The most shards that an outbox has (ADR 82). */
export const shardsMax = 64

/** Something that is full from so many orders a second on. */
export interface Limit {
  readonly what: string
  readonly perSecond: number
  readonly change: string
}

/** Orders a second of one process of a service. */
export const ofProcess = (order: PerOrder, { utilisation }: OneCan, name: Owner) =>
  (utilisation * 1e6) / order.cpu[name]

/** Orders a second of one relay. */
export const ofRelay = (order: PerOrder, { utilisation, relayMessages }: OneCan, name: Owner) =>
  (utilisation * relayMessages) / order.messages[name]

/** Orders a second of one server with a service's database, and by what. */
export function ofServer(order: PerOrder, { utilisation, postgres }: OneCan, name: Owner) {
  const { cpu, wal, commits } = order.postgres[name]
  return least({
    'its processors': (utilisation * postgres.cores * 1e6) / cpu,
    'write-ahead log': (utilisation * postgres.walBytes) / wal,
    commits: (utilisation * postgres.commits) / commits,
  })
}

/** Orders a second of one broker, and by what. */
export const ofBroker = (order: PerOrder, { utilisation, replication, broker }: OneCan) =>
  least({
    'their processors': (utilisation * broker.cores * 1e6) / order.kafka.cpu,
    'their disks': (utilisation * broker.bytes) / (order.kafka.bytes * replication),
  })

function least(all: Readonly<Record<string, number>>) {
  const [first] = Object.entries(all).toSorted(([, a], [, b]) => a - b)
  const [what, perSecond] = first as [string, number]
  return { what, perSecond }
}

/** What is full when, from the first on, if nothing else is changed than what was full before. */
export function ladder(order: PerOrder, can: OneCan): readonly Limit[] {
  const leastOf = (of: (name: Owner) => number) =>
    least(Object.fromEntries(owners.map(name => [name, of(name)])))
  const process = leastOf(name => ofProcess(order, can, name))
  const relay = leastOf(name => ofRelay(order, can, name))
  const server = leastOf(name => ofServer(order, can, name).perSecond)
  const broker = ofBroker(order, can)
  const pooled = Math.floor(can.postgres.connections / connectionsOfProcess)
  return [
    {
      what: `one process of ${process.what}: its processor`,
      perSecond: process.perSecond,
      change: 'more replicas of each service',
    },
    {
      what: `${today.partitions} partitions: a process for each`,
      perSecond: today.partitions * process.perSecond,
      change: 'more partitions',
    },
    {
      what: `one relay of ${relay.what}: messages a second`,
      perSecond: relay.perSecond,
      change: 'shards of the outbox',
    },
    {
      what: `connections of ${process.what}'s server: ${can.postgres.connections}`,
      perSecond: pooled * process.perSecond,
      change: 'pgbouncer between',
    },
    {
      what: `${server.what}'s server: ${ofServer(order, can, server.what as Owner).what}`,
      perSecond: server.perSecond,
      change: 'shards of its database',
    },
    {
      what: `${today.brokers} brokers: ${broker.what}`,
      perSecond: today.brokers * broker.perSecond,
      change: 'more brokers',
    },
    { what: 'a cell: what is lost with one', perSecond: can.cell, change: 'cells by region' },
  ].toSorted((a, b) => a.perSecond - b.perSecond)
}

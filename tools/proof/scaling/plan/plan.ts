import {
  type Limit,
  ladder,
  type OneCan,
  ofBroker,
  ofProcess,
  ofRelay,
  ofServer,
  shardsMax,
  today,
} from './limits.ts'
import { type Owner, owners, type PerOrder } from './order.ts'

/** What so many orders a second take, in all. */
export interface Plan {
  readonly perSecond: number
  readonly cells: number
  readonly processes: Readonly<Record<Owner, number>>
  /** Processors at work: of services, PostgreSQL, Kafka. */
  readonly cores: Readonly<Record<'services' | 'postgres' | 'kafka', number>>
  /** Of each topic, in each cell. */
  readonly partitions: number
  /** Shards of the order service's outbox, in each of its databases. */
  readonly outboxShards: number
  readonly servers: Readonly<Record<Owner, number>>
  readonly walBytes: number
  readonly commits: number
  readonly rows: number
  readonly brokers: number
  /** A second, with all copies. */
  readonly kafkaBytes: number
  /** Bytes that a day adds: rows in tables, log of Kafka with its copies, write-ahead log if it is archived. */
  readonly aDay: Readonly<Record<'tables' | 'kafka' | 'wal', number>>
  /** What is full before, the first one first. */
  readonly full: readonly Limit[]
}

const secondsOfDay = 86_400

/** What a rate takes, cell by cell: each has its own services, topics and databases. */
export function planFor(order: PerOrder, can: OneCan, perSecond: number): Plan {
  const cells = Math.max(1, Math.ceil(perSecond / can.cell))
  const ofCell = perSecond / cells
  const inAll = (each: number) => cells * Math.max(1, Math.ceil(each))
  const byOwner = (of: (name: Owner) => number) =>
    Object.fromEntries(owners.map(name => [name, of(name)])) as Record<Owner, number>
  const sum = (of: (name: Owner) => number) => owners.reduce((total, name) => total + of(name), 0)
  const processes = byOwner(name => inAll(ofCell / ofProcess(order, can, name)))
  const servers = byOwner(name => inAll(ofCell / ofServer(order, can, name).perSecond))
  const relays = ofCell / (servers.order / cells) / ofRelay(order, can, 'order')
  const most = Math.max(...owners.map(name => processes[name] / cells))
  const kafkaBytes = perSecond * order.kafka.bytes * can.replication
  const wal = perSecond * sum(name => order.postgres[name].wal)
  return {
    perSecond,
    cells,
    processes,
    cores: {
      services: (perSecond * sum(name => order.cpu[name])) / 1e6,
      postgres: (perSecond * sum(name => order.postgres[name].cpu)) / 1e6,
      kafka: (perSecond * order.kafka.cpu) / 1e6,
    },
    partitions: doubled(today.partitions, most),
    outboxShards: relays <= 1 ? 1 : Math.min(shardsMax, doubled(2, 2 * relays)),
    servers,
    walBytes: wal,
    commits: perSecond * sum(name => order.postgres[name].commits),
    rows: perSecond * sum(name => order.postgres[name].rows),
    brokers:
      cells * Math.max(today.brokers, can.replication, Math.ceil(ofCell / ofBroker(order, can).perSecond)),
    kafkaBytes,
    aDay: {
      tables: secondsOfDay * perSecond * order.databaseBytes,
      kafka: secondsOfDay * kafkaBytes,
      wal: secondsOfDay * wal,
    },
    full: ladder(order, can).filter(limit => limit.perSecond < perSecond),
  }
}

/** The least of `from`, twice that, four times that and so on that is enough: doubling moves half of the keys once. */
function doubled(from: number, enough: number): number {
  let number = from
  while (number < enough) number *= 2
  return number
}

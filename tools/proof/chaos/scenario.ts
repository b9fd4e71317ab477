import type { Postgres } from '@orderflow/embedded'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import type { System, SystemOptions } from '../../dev/lib/system.ts'
import type { Front } from './front.ts'
import type { Links } from './links.ts'
import type { Load } from './load.ts'
import type { TopicRecord } from './oracle/index.ts'
import type { Pooler } from './pgbouncer.ts'

/** How much of a scenario there is. */
export interface Extent {
  /** Orders at least; the load goes on until the last fault has been recovered from. */
  readonly orders: number
  /** Orders a second: an open loop at a fixed rate, so that the result does not depend on the machine's speed. */
  readonly perSecond: number
  /** How often the fault strikes. */
  readonly faults: number
  /** How long one fault lasts, in seconds, where that is the scenario's choice. */
  readonly faultSeconds?: number
  /** About how long the scenario takes on two cores. */
  readonly minutes: number
}

/** What a fault works with. */
export interface Chaos {
  readonly system: System
  readonly extent: Extent
  readonly load: Load
  /** What the services' connections go through, where the scenario is `proxied`. */
  readonly links: Links | undefined
  /** What pools the services' connections, where the scenario is `pooled`. */
  readonly pooler: Pooler | undefined
  /** What the load's requests go through, where the scenario is `fronted`. */
  readonly front: Front | undefined
  readonly signal: AbortSignal
  /** Seconds that orders may take to end again. */
  readonly patience: number
  /** The same seed gives the same numbers: from 0 up to 1. */
  random(): number
  /** One of these, at random. */
  pick<Item>(items: readonly Item[]): Item
  /** A superuser's URL of a database, on the server that has the databases. */
  postgresUrl(database: string): string
  /** Says that another server has the databases from now on, where the scenario is `proxied`: services are led there. */
  moveDatabases(to: Postgres): void
  /** A line for people. */
  say(line: string): void
  /** Notes that a fault strikes now; several of a kind together count as so many. */
  strike(what: string, times?: number): void
  /**
   * Waits until orders end again: places one and follows it to its end.
   * @param since when the fault was over, by `performance.now()`; now unless told
   * @returns seconds since then
   * @throws ServiceError `NOT_RECOVERED`
   */
  recovered(since?: number): Promise<number>
  /** Says that the fault has left so many messages to be dead letters. */
  expectDeadLetters(count: number): void
  /** A figure of this scenario's own, for the report. */
  figure(name: string, value: number): void
  /** What is to be done when all is over, the oracle's look included. */
  atEnd(step: () => Promise<void>): void
  /** Something that does not hold, by a check of the scenario's own. */
  broken(finding: string): void
}

export interface Preparation {
  readonly form: 'short' | 'full'
  readonly signal: AbortSignal
  /** A line for people. */
  say(line: string): void
}

/** A fault under load: what is done, to how many brokers, how often. */
export interface Scenario {
  readonly name: string
  /** The row of the table of faults in docs/guarantees.md. */
  readonly row: number
  /** What happens, in a line. */
  readonly about: string
  readonly brokers: 1 | 3
  readonly short: Extent
  readonly full: Extent
  /** How the system is started, over what all scenarios have. */
  readonly system?: Partial<
    Pick<SystemOptions, 'env' | 'partitions' | 'postgresSettings' | 'kafkaSettings' | 'without'>
  >
  /** What has to be there before the system starts; returns how it is started, over that. */
  readonly prepare?: (how: Preparation) => Promise<Pick<SystemOptions, 'release'>>
  /** The services reach brokers and databases through proxies, which can be cut. */
  readonly proxied?: true
  /** The services reach their databases through pgbouncer in transaction mode. */
  readonly pooled?: true
  /** The load's requests are led to the replicas of the order service that the scenario names. */
  readonly fronted?: true
  /** How many of a hundred orders are cancelled on the way; 5 unless told. */
  readonly cancelPercent?: number
  /** A cancellation comes up to so many milliseconds after the order was accepted; 600 unless told. */
  readonly cancelWithinMs?: number
  /** Records that the fault itself puts on the topics, by their key. */
  readonly ignoreKeys?: (key: string) => boolean
  /** All records there are, for the oracle, where what comes in the order of partitions is not the order of keys. */
  readonly readRecords?: (kafka: KafkaAddress, onRecord: (record: TopicRecord) => void) => Promise<void>
  /** Strikes while the load runs; resolves when the last fault is over and recovered from. */
  readonly fault: (chaos: Chaos) => Promise<void>
  /** Once all is quiet and before the oracle looks: what is still to be done or compared. */
  readonly afterwards?: (chaos: Chaos) => Promise<void>
}

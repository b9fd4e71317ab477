import type { ServerProcess } from '@orderflow/embedded'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import type { System } from '../../dev/lib/system.ts'
import type { Pids } from './costs/cpu.ts'

export type { Pids }

/** What one run of a scenario measured, by the figure's name: `ordersPerSecond`, `p99Ms`, `cpu.kafka`. */
export type Figures = Readonly<Record<string, number>>

/** The same figures under longer names: `order` becomes `cpu.order`. */
export const prefixed = (prefix: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [prefix + name, value]))

export interface SoakOptions {
  readonly minutes: number
  /** Orders a second; none and it is worked out. */
  readonly perSecond: number | undefined
}

/** What a scenario works with: one round's system, which began with no data. */
export interface BenchContext {
  /** Small runs: whether all is correct, not how fast it is. */
  readonly quick: boolean
  readonly soak: SoakOptions
  /** From 0; the same round of every scenario runs on the same system. */
  readonly round: number
  readonly signal: AbortSignal
  readonly system: System
  /** The processes of the system that run now. */
  pids(): Pids
  /** What the round has measured so far, by scenario. */
  readonly measured: Readonly<Record<string, Figures>>
  /** A folder for logs and files of the round. */
  readonly dataDir: string
  /** The brokers as their administrator. */
  readonly kafka: KafkaAddress
  /** A superuser's URL of a database. */
  postgresUrl(database: string): string
  /** Remembers an order that was answered 202: the audit holds the system to it. */
  acknowledge(orderId: string): void
  /**
   * Waits until nothing is under way any more.
   *
   * @throws BenchError `BENCH_NOT_QUIET`
   */
  settle(): Promise<void>
}

export type Processes = Readonly<Record<string, ServerProcess>>

/** A system that is started, with no data, for one scenario alone. */
export interface OwnSystem {
  /** Services that only read run too; they do not unless told. */
  readonly reading?: true
  /** Configuration of the services over their defaults, asked for before they start. */
  env?(): Promise<Readonly<Record<string, string>>>
  /** Gets it ready before its services start. */
  prepare?(context: BenchContext): Promise<void>
  /** What runs instead of the four services, by name; not yet started. */
  processes?(context: BenchContext): Promise<Processes>
}

/** Something that can be measured, beside the others, in every round. */
export interface Scenario {
  /** What `--only` selects, and the key in the result. */
  readonly name: string
  readonly group: 'limits' | 'ours' | 'peers'
  /** What is measured, for people. */
  readonly about: string
  /**
   * Whether the four services run meanwhile. Those that run are warm. Where they run, an audit follows,
   * and figures count only if it finds nothing.
   */
  readonly services: 'running' | 'stopped'
  /** Where it does not run on the round's system, beside the others. */
  readonly system?: OwnSystem
  /** Runs only when `--only` asks for it: too long for every run. */
  readonly onRequest?: true
  /** Runs in the first round only. */
  readonly once?: true
  /** The figure that stands for the scenario on a line for people. */
  readonly headline: string
  run(context: BenchContext): Promise<Figures>
}

export type BenchErrorCode = 'BENCH_NOT_QUIET' | 'BENCH_AUDIT'

/** A run that came to no figure, since what it measured was not right. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
  readonly code: BenchErrorCode

  constructor(code: BenchErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

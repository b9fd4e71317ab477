import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import { PeerError, run, tail } from './peer-install.ts'
import type { Figures, Pids } from './scenario.ts'

/** How a peer is run: a program of its own in `peers/`, and how many orders it gets. */
export interface Program {
  readonly script: string
  readonly variant?: string
  /** Built with Maven, once. */
  readonly java?: true
  /** Runs only when `--only` asks for it, and in comparisons: the whole bench takes long enough. */
  readonly onRequest?: true
  /** In the first round only: what is compared of it differs little from run to run, or nothing is. */
  readonly once?: true
  readonly orders: number
  /** Not measured. */
  readonly warm: number
  readonly about: string
  /** What ours has and it has not, or what it asks for instead. */
  readonly givesUp: string
}

/** Orders before those that are measured, of whoever is compared with what runs on a JVM: of ours, too. */
export const longWarmUp = 20_000

/** Three thousand are ten seconds of all that such a peer can do. */
const npm = { orders: 2_000, warm: 3_000 } as const
const restate = { script: 'restate', ...npm, onRequest: true } as const
const jvm = { orders: 20_000, warm: longWarmUp, java: true, onRequest: true } as const
const streams = { script: 'kafka-streams', ...jvm } as const
const spring = { script: 'spring', ...jvm } as const

const streamsAbout =
  'Kafka Streams: four applications with exactly_once_v2, fed by a producer, commit interval'
const springAbout = 'Spring Boot: four services with batch listeners, JDBC batches, inbox and outbox, fed'

const checks = 'validation, versions side by side, declines, cancellation, dead letters, tracing'
const shared = `a database for each service; ${checks}`
const unanswered = `an answer to who orders, and tables; ${checks}`

/** What people would pick instead, each written as its own documentation recommends. */
export const programs = {
  dbos: { script: 'dbos', ...npm, about: 'DBOS: a workflow per order', givesUp: shared },
  'graphile-worker': {
    script: 'graphile-worker',
    ...npm,
    about: 'graphile-worker: a job per step',
    givesUp: shared,
  },
  'kafkajs-saga': {
    script: 'kafkajs-saga',
    ...npm,
    about: 'kafkajs, as in its tutorials',
    givesUp: `an outbox: a crash loses events; ${checks}`,
  },
  'restate-workflow': {
    ...restate,
    variant: 'workflow',
    about: 'Restate: a workflow of four journaled steps',
    givesUp: shared,
  },
  'restate-objects': {
    ...restate,
    variant: 'objects',
    about: 'Restate: four services with state of their own',
    givesUp: `tables that can be joined and migrated; ${checks}`,
  },
  'kafka-streams-100': { ...streams, variant: '100', about: `${streamsAbout} 100 ms`, givesUp: unanswered },
  'kafka-streams-10': {
    ...streams,
    once: true,
    variant: '10',
    about: `${streamsAbout} 10 ms`,
    givesUp: unanswered,
  },
  'spring-topic': {
    ...spring,
    variant: 'topic',
    about: `${springAbout} by a topic`,
    givesUp: `an answer to who orders; ${checks}`,
  },
  'spring-http': { ...spring, variant: 'http', about: `${springAbout} through HTTP`, givesUp: checks },
  'spring-http-4': {
    ...spring,
    once: true,
    variant: 'http-4',
    about: `${springAbout} through HTTP; a JVM for each`,
    givesUp: checks,
  },
} as const satisfies Record<string, Program>

export type PeerName = keyof typeof programs
export const peerNames = Object.keys(programs) as PeerName[]

export interface PeerResult {
  readonly peer: string
  /** Of the library. */
  readonly version: string
  /** All that were placed, in three parts: warming up, as fast as they are taken, and 50 a second. */
  readonly orders: number
  /** How many orders it holds as COMPLETED, each once: all of them. */
  readonly completed: number
  /** Among them `ordersPerSecond`, `cpu.system` and `cpuAt50` (µs per order), `p99At50Ms`, `residentMb`. */
  readonly figures: Figures
}

export interface PeerTask {
  readonly quick: boolean
  /** A superuser's URL: the peer makes its databases and removes them. */
  readonly postgresUrl: string
  readonly kafka: KafkaAddress
  /** PostgreSQL's and the brokers' processes: what they do for the peer counts. */
  readonly servers: Pids
  /** Stops the peer. */
  readonly signal: AbortSignal
}

/**
 * One run of a peer, on databases and topics that it makes and removes.
 *
 * @throws PeerError PEER_FAILED when an order is not COMPLETED exactly once
 */
export async function runPeer(name: PeerName, task: PeerTask): Promise<PeerResult> {
  const { script, variant, orders, warm }: Program = programs[name]
  const size = task.quick ? { orders: 100, warm: 20, seconds: 1 } : { orders, warm, seconds: 20 }
  const { status, stdout, stderr } = await run(
    process.execPath,
    [
      `${script}.ts`,
      ...Object.entries(size).flatMap(([option, value]) => [`--${option}`, String(value)]),
      ...(variant === undefined ? [] : [variant]),
    ],
    task.signal,
    {
      PEER_POSTGRES_URL: task.postgresUrl,
      PEER_KAFKA: JSON.stringify(clientAddress(task.kafka)),
      PEER_SERVERS: JSON.stringify(task.servers),
    },
  )
  task.signal.throwIfAborted()
  if (status !== 0) {
    throw new PeerError('PEER_FAILED', `The peer ${name} did not do its work: ${tail(stderr)}`)
  }
  return parseResult(name, stdout)
}

/**
 * What a peer wrote: its last line.
 *
 * @throws PeerError PEER_FAILED when it is missing, or an order is
 */
export function parseResult(name: PeerName, stdout: string): PeerResult {
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  let result: Partial<Record<keyof PeerResult, unknown>> | null
  try {
    result = JSON.parse(line)
  } catch (cause) {
    throw new PeerError('PEER_FAILED', `The peer ${name} ended with '${line}' and not with its figures.`, {
      cause,
    })
  }
  const figures = (result?.figures ?? {}) as Figures
  const right =
    result?.peer === name &&
    typeof result.version === 'string' &&
    isPositive(result.orders) &&
    result.completed === result.orders &&
    isPositive(figures.ordersPerSecond) &&
    Object.values(figures).every(value => typeof value === 'number' && value >= 0)
  if (!right) throw new PeerError('PEER_FAILED', `The peer ${name} has figures that are not right: ${line}`)
  return result as PeerResult
}

const isPositive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0

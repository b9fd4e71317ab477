import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Logger } from 'pino'
import { Client } from '../database/client.ts'
import { defaultSchema, plannerSettings, sessionSettingsIn } from '../database/session.ts'
import type { DatabaseUrl } from '../database/url.ts'
import { MessagingError } from '../errors.ts'
import type { Kafka } from '../kafka/port.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { deleteSent, readUnsent } from '../outbox/unsent.ts'
import { delayForBatch } from '../timing/batching-delay.ts'
import { backoff, delay, settledWithin } from '../timing/bounded.ts'
import { warnRarely } from '../timing/loop.ts'
import { createWaker } from '../timing/waker.ts'
import type { Tracer } from '../tracing/tracer.ts'
import { createPublisher } from './publisher.ts'
import { createWatch } from './watch.ts'

export interface RelayOptions {
  /** A direct connection: the advisory lock lives on it, so no pooler in transaction mode between. */
  readonly databaseUrl: DatabaseUrl
  /** Where the outbox is; `public` unless told. */
  readonly schema?: string | undefined
  readonly service: string
  readonly kafka: Kafka
  readonly logger: Logger
  readonly metrics: MessagingMetrics
  /** The most rows per send. */
  readonly batchMax: number
  /** Records the sends; none and nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

export interface Relay {
  /** Whether this process owns the relay of its database. */
  readonly owner: boolean
  /** Whether it publishes, or could as soon as the owner is gone: its database is there and takes writes. */
  readonly able: boolean
  /** Looks at the outbox now; called after each commit of this process. */
  wake(): void
  /** Finishes the send in hand and gives the lock back. Bounded in time. */
  stop(): Promise<void>
}

/**
 * The advisory lock that makes one relay of many replicas the owner: "RELA" and "OBOX"; of an outbox in a schema of its own,
 * "RELA" and a digest of the schema's name, so that each outbox of a database has its owner.
 */
export const lockOf = (schema: string): readonly [number, number] => [
  0x52454c41,
  schema === defaultSchema ? 0x4f424f58 : createHash('sha256').update(schema).digest().readInt32BE(),
]
const idleMs = { first: 25, max: 500 }
const standbyMs = 1_000

/**
 * Publishes the outbox in order. One relay owns a database's outbox, by an advisory lock on the same
 * connection that reads and deletes: if that connection dies, so does the ownership. One send is under
 * way at a time; a row is deleted only when the broker has acknowledged its partition, and any doubt
 * means that it is sent again. So each row arrives at least once, and rows of one key in order. What the broker refuses
 * waits, with what would overtake it, and is tried again by itself (ADR 27).
 */
export function startRelay(options: RelayOptions): Relay {
  const { logger, metrics } = options
  const lock = lockOf(options.schema ?? defaultSchema)
  const stopping = new AbortController()
  let owner = false
  let able = false
  let failures = 0
  const waker = createWaker(stopping.signal)
  const warn = warnRarely(logger, 'the relay lost its database connection')

  function setOwner(value: boolean) {
    owner = value
    metrics.relayOwner.set(value ? 1 : 0)
  }

  function lose() {
    able = false
    setOwner(false)
  }

  async function run() {
    while (!stopping.signal.aborted) {
      const client = connection(options)
      const lost = new Promise<never>((_, reject) => client.on('error', reject))
      lost.catch(() => {})
      const work = client.connect().then(async () => {
        await own(client)
        await relay(client)
      })
      try {
        await Promise.race([lost, work])
      } catch (error) {
        lose()
        warn(error, ++failures)
        await delay(backoff(failures - 1), stopping.signal)
      } finally {
        lose()
        await settledWithin(1_000, client.end())
        // A send in hand ends before the next owner's first one.
        await settledWithin(8_000, work)
      }
    }
  }

  async function own(client: pg.Client) {
    while (!stopping.signal.aborted) {
      const { rows } = await client.query(ownIfWritable, [...lock])
      if (rows[0].readOnly) throw readOnly()
      able = true
      if (rows[0].owned) return setOwner(true)
      await delay(standbyMs, stopping.signal)
    }
  }

  async function relay(client: pg.Client) {
    const watch = createWatch(client, logger)
    const publisher = createPublisher({ ...options, tx: client, clock: watch.clock })
    let idle = idleMs.first
    let deleting: Promise<void> | undefined
    try {
      while (!stopping.signal.aborted) {
        if (await watch.isDue(publisher.blocks)) metrics.published.inc(await watch.tryAgain(publisher))
        const blocked = { topics: publisher.blocks.now(), anyKey: watch.anyKey }
        waker.begin()
        const since = performance.now()
        // What was deleted is not read again: the server executes what it is sent in order.
        const [unsent] = await Promise.all([readUnsent(client, options.batchMax, blocked), deleting])
        // Only a row that could be deleted shows that the next one will not be sent for ever.
        if (deleting !== undefined || unsent.messages.length === 0) failures = 0
        if (unsent.messages.length === 0) {
          await waker.rest(idle)
          idle = Math.min(idle * 2, idleMs.max)
          continue
        }
        idle = idleMs.first
        const { sent, blocked: anyBlocked, keyBlocked } = await publisher.publish(unsent.messages)
        deleting = deleteSent(client, unsent, sent)
        deleting.catch(() => {}) // thrown where it is awaited, after a rest
        metrics.published.inc(sent.length)
        if (keyBlocked) watch.anyKey = true
        if (sent.length === 0 && !anyBlocked) await delay(publisher.pauseMs(), stopping.signal)
        // Where a whole batch was read, more of them wait already.
        if (unsent.isFull) continue
        await delayForBatch(sent.length, performance.now() - since, stopping.signal)
        // What this process commits wakes the relay, and what others commit is looked for after the rest.
        if (sent.length === unsent.messages.length) await waker.rest(idle)
      }
      await deleting
    } finally {
      await publisher.close()
    }
  }

  const running = run()
  return {
    get owner() {
      return owner
    },
    get able() {
      return able
    },
    wake: waker.wake,
    async stop() {
      stopping.abort()
      await settledWithin(10_000, running)
    },
  }
}

/** What is sent from a database that takes no writes cannot be deleted, and would be sent again and again. */
const ownIfWritable = `SELECT current_setting('transaction_read_only')::boolean AS "readOnly",
  pg_try_advisory_lock($1, $2) AS owned`
const readOnly = () =>
  new MessagingError(
    'DATABASE_READ_ONLY',
    'The database takes no writes; the relay tries again until it does',
  )

function connection({ databaseUrl, schema = defaultSchema, service }: RelayOptions): pg.Client {
  return new Client(databaseUrl, {
    application_name: `${service}-relay`,
    keepAlive: true,
    pipeline: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    statement_timeout: 20_000,
    idle_in_transaction_session_timeout: 10_000,
    // The server notices a dead owner, and gives its lock to another, within half a minute.
    options: `-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000 ${plannerSettings} ${sessionSettingsIn(schema)}`,
  })
}

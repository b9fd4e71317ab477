import type pg from 'pg'
import type { Logger } from 'pino'
import { Client } from '../database/client.ts'
import { defaultSchema, plannerSettings, sessionSettingsIn } from '../database/session.ts'
import type { DatabaseUrl } from '../database/url.ts'
import type { Kafka } from '../kafka/port.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { createShares, type Share } from '../outbox/shards.ts'
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
  /** What of the outbox this process sends, and how many shards that has, as far as is known: who writes to it should know. */
  readonly share: Share
  /** Whether it publishes, or could as soon as the owner is gone: its database is there and takes writes. */
  readonly able: boolean
  /** Looks at the outbox now; called after each commit of this process. */
  wake(): void
  /** Finishes the send in hand and gives the lock back. Bounded in time. */
  stop(): Promise<void>
}

/** How long it rests when there is nothing to send: longer each time, but not so long where others' commits do not wake it. */
const idleMs = { first: 25, max: 500, maxBesideOthers: 100 }
/** How often it looks what is its share; with none, it does nothing else. */
const settleMs = 1_000

/**
 * Publishes the outbox in order. Each of its shards is owned by one relay, by an advisory lock on the same
 * connection that reads and deletes: if that connection dies, so does the ownership. A relay has one send under
 * way at a time; a row is deleted only when the broker has acknowledged its partition, and any doubt
 * means that it is sent again. So each row arrives at least once, and rows of one key in order. What the broker refuses
 * waits, with what would overtake it, and is tried again by itself (ADR 27).
 */
export function startRelay(options: RelayOptions): Relay {
  const { logger, metrics } = options
  const stopping = new AbortController()
  let share: Share = { shards: 1, own: [] }
  let able = false
  let failures = 0
  const waker = createWaker(stopping.signal)
  const warn = warnRarely(logger, 'the relay lost its database connection')

  function lose() {
    able = false
    share = { ...share, own: [] }
    metrics.relayOwner.set(0)
  }

  async function run() {
    while (!stopping.signal.aborted) {
      const client = connection(options)
      const lost = new Promise<never>((_, reject) => client.on('error', reject))
      lost.catch(() => {})
      const work = client.connect().then(() => relay(client))
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

  async function relay(client: pg.Client) {
    const watch = createWatch(client, logger)
    const publisher = createPublisher({ ...options, tx: client, clock: watch.clock })
    const shares = createShares(client, options.schema ?? defaultSchema)
    let settledAt = Number.NEGATIVE_INFINITY
    let idle = idleMs.first
    let deleting: Promise<void> | undefined

    async function settle() {
      await deleting
      const gained = await shares.settle()
      settledAt = performance.now()
      if (gained) watch.lookAnew()
      share = shares.now
      able = true
      metrics.relayOwner.set(share.own.length)
    }

    try {
      while (!stopping.signal.aborted) {
        if (performance.now() - settledAt >= settleMs) await settle()
        if (share.own.length === 0) {
          await delay(settleMs, stopping.signal)
          continue
        }
        if (await watch.isDue(publisher.blocks)) metrics.published.inc(await watch.tryAgain(publisher, share))
        const blocked = { topics: publisher.blocks.now(), anyKey: watch.anyKey }
        waker.begin()
        const since = performance.now()
        // What was deleted is not read again: the server executes what it is sent in order.
        const [unsent] = await Promise.all([readUnsent(client, options.batchMax, blocked, share), deleting])
        // Only a row that could be deleted shows that the next one will not be sent for ever.
        if (deleting !== undefined || unsent.messages.length === 0) failures = 0
        if (unsent.messages.length === 0) {
          await waker.rest(idle)
          idle = Math.min(idle * 2, shares.relays > 1 ? idleMs.maxBesideOthers : idleMs.max)
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
    get share() {
      return share
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

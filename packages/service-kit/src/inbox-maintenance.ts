import type { Pool } from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { type InboxExpiry, isRefusal } from './inbox-expiry.ts'
import type { Logger } from './logger.ts'

export interface InboxMaintenanceOptions {
  readonly pool: Pool
  readonly expiry: InboxExpiry
  /** Days; 0 drops nothing. */
  readonly retentionDays: number
  readonly logger: Logger
  readonly registry: Registry
  /** Milliseconds between two looks. */
  readonly everyMs?: number
}

/**
 * Three times as long as a broker takes to look for segments to delete (`log.retention.check.interval.ms`).
 */
const quarterOfAnHour = 900_000
/** Replicas that the same outage met do not come back all at once. */
const afterFailure = () => 5_000 + 5_000 * Math.random()

/**
 * Keeps the inbox's partitions: creates those of the coming days, and drops those past their retention, but only
 * while the topics are known to deliver none of their events any more. That is asked before every drop, since a
 * topic's retention may be changed at any time; and it must have been so at the look before too, since a broker
 * that comes back after days shows old records until it has deleted them.
 */
export function startInboxMaintenance(options: InboxMaintenanceOptions) {
  const { pool, expiry, retentionDays, logger, registry, everyMs = quarterOfAnHour } = options
  const held = new Gauge({
    name: 'inbox_expiry_held',
    help: 'Whether no inbox partition is dropped: the topics keep events for longer (topics), or are not known (unchecked)',
    labelNames: ['reason'],
    registers: [registry],
  })
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const stopping = Promise.withResolvers<never>()
  stopping.promise.catch(() => {})
  let safeBefore = false
  let working = maintain()

  async function maintain() {
    let again = everyMs
    try {
      await pool.query('SELECT inbox_maintain(NULL)')
      const safe = await isSafe()
      if (safe && safeBefore) await drop()
      safeBefore = safe
    } catch (err) {
      again = Math.min(afterFailure(), everyMs)
      logger.warn({ err }, 'the inbox partitions could not be kept; trying again')
    }
    if (stopped) return
    timer = setTimeout(() => {
      working = maintain()
    }, again)
  }

  async function isSafe(): Promise<boolean> {
    if (retentionDays === 0) return false
    const reason = await Promise.race([expiry.check(), stopping.promise]).then(
      () => undefined,
      (err: unknown) => {
        if (stopped) return 'unchecked'
        if (isRefusal(err)) logger.error({ code: err.code }, `no inbox partition is dropped. ${err.message}`)
        else logger.warn({ err }, 'no inbox partition is dropped: what the topics keep is not known')
        return isRefusal(err) ? 'topics' : 'unchecked'
      },
    )
    for (const each of ['topics', 'unchecked']) held.set({ reason: each }, each === reason ? 1 : 0)
    return reason === undefined
  }

  async function drop() {
    const { rows } = await pool.query<{ dropped: string[] }>('SELECT inbox_maintain($1) AS dropped', [
      retentionDays,
    ])
    const dropped = rows[0]?.dropped ?? []
    if (dropped.length > 0) logger.info({ dropped }, 'inbox partitions past their retention were dropped')
  }

  return {
    async stop() {
      stopped = true
      stopping.reject(new Error('stopping'))
      clearTimeout(timer)
      await working
    },
  }
}

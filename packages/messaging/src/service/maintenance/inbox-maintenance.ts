import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { type InboxExpiry, isRefusal } from './inbox-expiry.ts'
import { startMaintenance } from './maintenance.ts'

export interface InboxMaintenanceOptions {
  readonly pool: Pool
  readonly expiry: InboxExpiry
  /** Days; 0 drops nothing. */
  readonly retentionDays: number
  readonly logger: Logger
  readonly registry: Registry
  /** Milliseconds between two looks; see `startMaintenance`. */
  readonly everyMs?: number
}

/**
 * Keeps the inbox's partitions: creates those of the coming days, and drops those past their retention, but only
 * while the topics are known to deliver none of their events any more. That is asked before every drop, since a
 * topic's retention may be changed at any time; and it must have been so at the look before too, since a broker
 * that comes back after days shows old records until it has deleted them.
 */
export function startInboxMaintenance(options: InboxMaintenanceOptions) {
  const { pool, expiry, retentionDays, logger, registry, everyMs } = options
  const gauge = new Gauge({
    name: 'inbox_expiry_held',
    help: 'Whether no inbox partition is dropped: the topics keep events for longer (topics), or are not known (unchecked)',
    labelNames: ['reason'],
    registers: [registry],
  })
  // Series exist from the start, as all of a service's do.
  const reasons = ['topics', 'unchecked'] as const
  const showReason = (reason: string | undefined) => {
    for (const each of reasons) gauge.set({ reason: each }, each === reason ? 1 : 0)
  }
  showReason(undefined)
  let stopped = false
  const stopping = Promise.withResolvers<never>()
  stopping.promise.catch(() => {})
  let safeBefore = false
  const maintenance = startMaintenance(
    async () => {
      await pool.query('SELECT inbox_maintain(NULL)')
      const safe = await isSafe()
      if (safe && safeBefore) await drop()
      safeBefore = safe
    },
    { logger, failure: 'the inbox partitions could not be kept; trying again', everyMs },
  )

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
    showReason(reason)
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
      await maintenance.stop()
    },
  }
}

import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { startMaintenance } from './maintenance.ts'

export interface CommandKeyMaintenanceOptions {
  readonly pool: Pool
  /** Hours that an Idempotency-Key is kept at least; 0 is for ever. */
  readonly retentionHours: number
  readonly logger: Logger
  /** Milliseconds between two looks; see `startMaintenance`. */
  readonly everyMs?: number
}

/** Opens partitions for new Idempotency-Keys, and drops those past their retention (ADR 29). */
export function startCommandKeyMaintenance(options: CommandKeyMaintenanceOptions) {
  const { pool, retentionHours, logger, everyMs } = options
  return startMaintenance(
    async () => {
      if (retentionHours === 0) return
      const { rows } = await pool.query<{ dropped: string[] }>(
        'SELECT command_keys_maintain($1) AS dropped',
        [retentionHours],
      )
      const dropped = rows[0]?.dropped ?? []
      if (dropped.length > 0) logger.info({ dropped }, 'Idempotency-Keys past their retention were dropped')
    },
    { logger, failure: 'the Idempotency-Keys could not be kept in order; trying again', everyMs },
  )
}

import type { Pool } from 'pg'
import type { Logger } from './logger.ts'

const everyHour = 3_600_000
const afterFailure = 10_000

/** Keeps the inbox's partitions: creates those of the coming days, drops those past their retention. */
export function startInboxMaintenance(pool: Pool, retentionDays: number, logger: Logger) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let working = maintain()

  async function maintain() {
    let again = everyHour
    try {
      const { rows } = await pool.query<{ dropped: string[] }>('SELECT inbox_maintain($1) AS dropped', [
        retentionDays,
      ])
      const dropped = rows[0]?.dropped ?? []
      if (dropped.length > 0) logger.info({ dropped }, 'inbox partitions past their retention were dropped')
    } catch (err) {
      again = afterFailure
      logger.warn({ err }, 'the inbox partitions could not be kept; trying again')
    }
    if (stopped) return
    timer = setTimeout(() => {
      working = maintain()
    }, again)
  }

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}

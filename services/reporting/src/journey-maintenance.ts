import type { ServiceContext, Worker } from '@orderflow/service-kit'

const quarterOfAnHour = 900_000
/** Replicas that the same outage met do not come back all at once. */
const afterFailure = () => 5_000 + 5_000 * Math.random()

/**
 * Keeps the partitions of journeys: creates those of the coming days, and drops what is older than the retention.
 * @param retentionDays 0 drops nothing
 */
export function startJourneyMaintenance(
  { pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>,
  retentionDays: number,
): Worker {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let working = maintain()

  async function maintain(): Promise<void> {
    let again = quarterOfAnHour
    try {
      const { rows } = await pool.query<{ dropped: string[] }>('SELECT journeys_maintain($1) AS dropped', [
        retentionDays === 0 ? null : retentionDays,
      ])
      const dropped = rows[0]?.dropped ?? []
      if (dropped.length > 0) logger.info({ dropped }, 'journeys past their retention were dropped')
    } catch (err) {
      again = afterFailure()
      logger.warn({ err }, 'the partitions of journeys could not be kept; trying again')
    }
    if (stopped) return
    timer = setTimeout(() => {
      working = maintain()
    }, again)
  }

  return {
    wake() {},
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}

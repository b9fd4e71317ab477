import { type ServiceContext, startMaintenance, type Worker } from '@orderflow/service-kit'

/**
 * Keeps the partitions of journeys: creates those of the coming days, and drops what is older than the retention.
 * @param retentionDays 0 drops nothing
 */
export function startJourneyMaintenance(
  { pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>,
  retentionDays: number,
): Worker {
  return startMaintenance(
    async () => {
      const { rows } = await pool.query<{ dropped: string[] }>('SELECT journeys_maintain($1) AS dropped', [
        retentionDays === 0 ? null : retentionDays,
      ])
      const dropped = rows[0]?.dropped ?? []
      if (dropped.length > 0) logger.info({ dropped }, 'journeys past their retention were dropped')
    },
    { logger, failure: 'the partitions of journeys could not be kept; trying again' },
  )
}

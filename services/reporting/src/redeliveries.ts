import type { Delivery } from '@orderflow/messaging'
import type { ServiceContext } from '@orderflow/service-kit'
import type { Pool } from 'pg'

/** Those that come together are written together. */
const collectMs = 300
/** A replay of everything would fill the memory; what is on top is not counted. */
const mostAtOnce = 10_000

/**
 * Counts messages that came again, for the journey to tell. Apart from the inbox's transaction, which refused them: a
 * count that is lost in a crash, or while the database is away, is no loss to anybody's state.
 */
export function countRedeliveries({ pool, logger }: Pick<ServiceContext, 'pool' | 'logger'>) {
  let counts = new Map<string, number>()

  async function write(): Promise<void> {
    const [ids, ns] = [[...counts.keys()], [...counts.values()]]
    counts = new Map()
    try {
      await pool.query(
        `INSERT INTO redeliveries AS r SELECT * FROM unnest($1::uuid[], $2::integer[]) AS u (event_id, n) ORDER BY 1
         ON CONFLICT (event_id) DO UPDATE SET n = r.n + excluded.n`,
        [ids, ns],
      )
    } catch (err) {
      logger.warn({ err }, 'messages that came again could not be counted')
    }
  }

  return (deliveries: readonly Delivery[]): void => {
    if (counts.size === 0) setTimeout(() => void write(), collectMs).unref()
    for (const { id } of deliveries) {
      if (counts.size < mostAtOnce || counts.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
}

/** Forgets the counts of events that are older than so many days. */
export async function forgetRedeliveries(pool: Pool, retentionDays: number): Promise<void> {
  await pool.query(
    'DELETE FROM redeliveries WHERE event_id < inbox_first_id(now() - make_interval(days => $1))',
    [retentionDays],
  )
}

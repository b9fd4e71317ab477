import type { Tx } from '@orderflow/messaging/database'

/**
 * The read models that are a function of the set of events: rebuilt from the same events, they are equal row by row. A
 * count that has come back to zero is as none. `changed_last` is not one of them: it tells what came last.
 */
export const readModels = {
  orders: 'SELECT * FROM orders',
  journeys: 'SELECT event_id, order_id, event::text FROM journeys',
  stock: 'SELECT * FROM stock',
  event_counts: 'SELECT * FROM event_counts',
  outcomes: 'SELECT * FROM outcomes WHERE n <> 0',
  revenue: 'SELECT * FROM revenue',
  minutes: 'SELECT * FROM minutes',
  durations: 'SELECT * FROM durations WHERE n <> 0',
} as const

export type ReadModel = keyof typeof readModels

/** A read model in one line: its rows, and a hash that any row changes and their order does not. */
export interface Fingerprint {
  readonly model: ReadModel
  readonly rows: number
  readonly hash: string
}

export async function fingerprints(tx: Tx): Promise<Fingerprint[]> {
  const found: Fingerprint[] = []
  for (const [model, query] of Object.entries(readModels) as [ReadModel, string][]) {
    const { rows } = await tx.query<{ rows: number; hash: string }>({
      text: `SELECT count(*) AS rows, coalesce(sum(hashtextextended(model::text, 0)::numeric), 0)::text AS hash
             FROM (${query}) AS model`,
    })
    found.push({ model, rows: rows[0]?.rows ?? 0, hash: rows[0]?.hash ?? '' })
  }
  return found
}

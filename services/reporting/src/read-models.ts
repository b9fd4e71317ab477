import { createHash } from 'node:crypto'
import type { Tx } from '@orderflow/messaging/database'
import { unpack } from './journey-rows.ts'
import { firstEvent } from './journeys.ts'

/**
 * The read models that are a function of the set of events: rebuilt from the same events, they are equal row by row. A
 * count that has come back to zero is as none. `changed_last` is not one of them: it tells what came last. Nor is `samples`: it
 * tells how things stood.
 */
export const readModels = {
  // Which rows hold an order's journey, and in which order its events came, is how they came.
  orders: `SELECT (to_jsonb(o) - 'journeys' - 'events')::text,
             (SELECT array_agg(id ORDER BY id) FROM unnest(events) AS id) AS events FROM orders AS o`,
  journeys: 'packed',
  stock: 'SELECT * FROM stock',
  event_counts: 'SELECT * FROM event_counts',
  outcomes: 'SELECT * FROM outcomes WHERE n <> 0',
  revenue: 'SELECT * FROM revenue',
  minutes: 'SELECT * FROM minutes',
  durations: 'SELECT * FROM durations WHERE n <> 0',
  placements: 'SELECT * FROM placements WHERE n <> 0',
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
    if (query === readModels.journeys) {
      found.push(await fingerprintOfJourneys(tx))
      continue
    }
    const { rows } = await tx.query<{ rows: number; hash: string }>({
      text: `SELECT count(*) AS rows, coalesce(sum(hashtextextended(model::text, 0)::numeric), 0)::text AS hash
             FROM (${query}) AS model`,
    })
    found.push({ model, rows: rows[0]?.rows ?? 0, hash: rows[0]?.hash ?? '' })
  }
  return found
}

const rowsAtATime = 50

/** Of the events in them: which rows hold them is how they came. */
async function fingerprintOfJourneys(tx: Tx): Promise<Fingerprint> {
  let [events, hash] = [0, 0n]
  for (let after = firstEvent; ; ) {
    const { rows } = await tx.query<{ id: string; events: Buffer }>({
      text: 'SELECT first_id AS id, events FROM journeys WHERE first_id > $1 ORDER BY first_id LIMIT $2',
      values: [after, rowsAtATime],
    })
    for (const line of rows.flatMap(row => unpack(row.events))) {
      events++
      const text = `${line.id} ${line.orderId} ${line.json}`
      hash += createHash('sha256').update(text).digest().readBigUInt64LE()
    }
    const last = rows.at(-1)
    if (last === undefined) return { model: 'journeys', rows: events, hash: String(hash) }
    after = last.id
  }
}

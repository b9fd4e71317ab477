import { events } from '@orderflow/events'
import type { Tx } from '@orderflow/messaging/database'
import { owedIn } from '@orderflow/service-kit'
import { consumes } from './consumers.ts'
import { transitions } from './domain/transitions.ts'

const owed = owedIn(events, consumes, transitions)

/** The orders whose pieces stay as they are until a dead letter is sent back: its step is missing, and no other comes. */
export async function findStuckOrders(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ orderId: string }>({
    name: 'inventory-stuck',
    text: `SELECT DISTINCT order_id AS "orderId" FROM set_aside JOIN reservations USING (order_id)
         WHERE (topic, status) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    values: [owed.map(({ topic }) => topic), owed.map(({ state }) => state)],
  })
  return rows.map(({ orderId }) => orderId)
}

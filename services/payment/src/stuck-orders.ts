import { events } from '@orderflow/events'
import type { Tx } from '@orderflow/messaging/database'
import { owedIn } from '@orderflow/service-kit'
import { consumes } from './consumers.ts'
import { transitions } from './domain/transitions.ts'
import { findPayments } from './store.ts'

const owed = owedIn(events, consumes, transitions)

/** The orders whose money stays where it is until a dead letter is sent back: its step is missing, and no other comes. */
export async function findStuckOrders(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ orderId: string; topic: string }>({
    name: 'payment-set-aside',
    text: `SELECT DISTINCT order_id AS "orderId", topic FROM set_aside
         WHERE topic = ANY ($1) AND EXISTS (SELECT FROM ledger WHERE ledger.order_id = set_aside.order_id)`,
    values: [owed.map(({ topic }) => topic)],
  })
  const payments = await findPayments(
    tx,
    rows.map(({ orderId }) => orderId),
  )
  const stuck = rows.filter(({ orderId, topic }) =>
    owed.some(each => each.topic === topic && each.state === payments.get(orderId)?.status),
  )
  return [...new Set(stuck.map(({ orderId }) => orderId))]
}

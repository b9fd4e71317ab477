import type { Journey, JourneyEvent } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import { inCausalOrder } from './domain/journey.ts'
import { type JourneyLine, unpack } from './journey-rows.ts'
import { findOrder } from './queries.ts'

/** The most bytes of events in an answer, as they are stored; the first event is answered however large it is. */
const maxBytes = 1_000_000

/** Before all ids. */
export const firstEvent = '00000000-0000-0000-0000-000000000000'

/** Rows of an order's events that are in memory at a time, packed. */
const rowsAtATime = 16

/**
 * An order and a page of its events; undefined for one that was never placed, as far as is known. Its rows are read some
 * at a time, and no more is kept of them than a page, so an order with any number of events takes no more memory.
 *
 * @param after the id of the event that the page begins behind
 */
export async function findJourney(
  tx: Tx,
  orderId: string,
  after: string,
  limit: number,
): Promise<Journey | undefined> {
  const [order, { lines, more }] = await Promise.all([
    findOrder(tx, orderId),
    findLines(tx, orderId, after, limit),
  ])
  if (order === undefined) return undefined
  const again = await findRedeliveries(
    tx,
    lines.map(({ id }) => id),
  )
  const page = lines.map(
    ({ id, json }): JourneyEvent => ({
      ...JSON.parse(json),
      deliveries: 1 + (again.get(id) ?? 0),
    }),
  )
  const next = more ? lines.at(-1)?.id : undefined
  return { order, events: inCausalOrder(page), ...(next !== undefined && { next }) }
}

/** The events behind one of them, by their ids, which begin with their time, and whether there are more. */
async function findLines(tx: Tx, orderId: string, after: string, limit: number) {
  let lines: JourneyLine[] = []
  /** The first that is behind the page. */
  let beyond: string | undefined
  for (let from = 1; ; from += rowsAtATime) {
    const { rows } = await tx.query<{ events: Buffer | null }>({
      name: 'journey-find',
      text: `SELECT j.events FROM orders AS o, unnest(o.journeys[$2:$3]) AS key
             LEFT JOIN journeys AS j ON j.first_id = key WHERE o.order_id = $1`,
      values: [orderId, from, from + rowsAtATime - 1],
    })
    for (const { events } of rows) {
      // A day that is over is dropped with its rows.
      const found = events === null ? [] : unpack(events)
      const wanted = found.filter(
        ({ id, orderId: of }) => of === orderId && id > after && (beyond === undefined || id < beyond),
      )
      const all = [...lines, ...wanted].sort((a, b) => (a.id < b.id ? -1 : 1))
      lines = all.slice(0, Math.min(limit, fitting(all)))
      beyond = all[lines.length]?.id ?? beyond
    }
    if (rows.length < rowsAtATime) return { lines, more: beyond !== undefined }
  }
}

/** How many of these fit into an answer. */
function fitting(lines: readonly JourneyLine[]): number {
  let bytes = 0
  for (const [n, { json }] of lines.entries()) {
    bytes += Buffer.byteLength(json)
    if (n > 0 && bytes > maxBytes) return n
  }
  return lines.length
}

/** How often events came again, of those that did. */
async function findRedeliveries(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ id: string; n: number }>({
    name: 'redeliveries-find',
    text: 'SELECT event_id AS id, n FROM redeliveries WHERE event_id = ANY ($1)',
    values: [ids],
  })
  return new Map(rows.map(({ id, n }) => [id, n]))
}

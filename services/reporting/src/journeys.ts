import type { Journey, JourneyEvent } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import { inCausalOrder } from './domain/journey.ts'
import { findOrder } from './queries.ts'

/** The most bytes of events in an answer, as they are stored; the first event is answered however large it is. */
const maxBytes = 1_000_000

/** Before all ids. */
export const firstEvent = '00000000-0000-0000-0000-000000000000'

/** The events behind one of them, by their ids, which begin with their time; found is how many there are within the limit. */
const eventsBehind = `
  SELECT event, 1 + coalesce(n, 0) AS deliveries, found FROM (
    SELECT *, sum(octet_length(event::text)) OVER (ORDER BY place) AS bytes FROM (
      SELECT *, row_number() OVER (ORDER BY event_id) AS place, count(*) OVER () AS found FROM (
        SELECT event_id, event FROM journeys WHERE order_id = $1 AND event_id > $2 ORDER BY event_id LIMIT $3
      ) AS first) AS placed) AS measured
  LEFT JOIN redeliveries USING (event_id) WHERE bytes <= $4 OR place = 1 ORDER BY place`

interface Found {
  readonly event: Omit<JourneyEvent, 'deliveries'>
  readonly deliveries: number
  readonly found: number
}

/**
 * An order and a page of its events; undefined for one that was never placed, as far as is known. It is cut by the
 * database, so an order with any number of events, or with large ones, takes no more memory than a page.
 *
 * @param after the id of the event that the page begins behind
 */
export async function findJourney(
  tx: Tx,
  orderId: string,
  after: string,
  limit: number,
): Promise<Journey | undefined> {
  const [order, { rows }] = await Promise.all([
    findOrder(tx, orderId),
    tx.query<Found>({
      name: 'journey-find',
      text: eventsBehind,
      values: [orderId, after, limit + 1, maxBytes],
    }),
  ])
  if (order === undefined) return undefined
  const page = rows.slice(0, limit).map(({ event, deliveries }) => ({ ...event, deliveries }))
  const next = (rows[0]?.found ?? 0) > page.length ? page.at(-1)?.id : undefined
  return { order, events: inCausalOrder(page), ...(next !== undefined && { next }) }
}

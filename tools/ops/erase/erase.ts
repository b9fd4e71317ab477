import { ServiceError } from '@orderflow/service-kit'
import type { ClientBase } from 'pg'
import { uuidv7 } from 'uuidv7'

/** What was done, without the pseudonym: with it, this would be the map that has been deleted. */
export interface Erasure {
  /** Under which the table `erasures` has it. */
  readonly erasureId: string
  /** Orders that stay, under a pseudonym of which nobody can tell whose it was. */
  readonly orders: number
  /** Orders from before there were pseudonyms: they and their events go on to have the customer's id. */
  readonly ordersWithId: number
}

interface Facts {
  readonly pseudonym: string | null
  /** Whether what was given is a pseudonym itself. */
  readonly isPseudonym: boolean
  readonly orders: number
  readonly ordersWithId: number
  readonly open: number
  readonly openIds: readonly string[]
}

/**
 * Forgets whose a pseudonym is. The table of customers is locked meanwhile, for some milliseconds: a batch that has looked the
 * customer up is waited for, and its order counts; one that comes later finds nobody, and makes another pseudonym.
 *
 * @param client of the order service's database, as somebody who may delete
 * @throws ServiceError `ERASE_UNKNOWN`, `ERASE_PSEUDONYM`, `ERASE_OPEN_ORDERS`, `ERASE_BEFORE_PSEUDONYMS`
 */
export async function erase(client: ClientBase, customerId: string, by: string): Promise<Erasure> {
  await client.query("BEGIN; SET LOCAL lock_timeout = '10s'")
  try {
    await client.query('LOCK TABLE customers IN ACCESS EXCLUSIVE MODE')
    const { rows } = await client.query<Facts>(facts, [customerId])
    const { pseudonym, isPseudonym, orders, ordersWithId, open, openIds } = rows[0] as Facts
    if (isPseudonym) throw notTheId()
    if (open > 0) throw stillOpen(open, openIds)
    if (pseudonym === null) throw ordersWithId > 0 ? beforePseudonyms(ordersWithId) : unknown()
    const erasureId = uuidv7()
    await client.query('DELETE FROM customers WHERE customer_id = $1', [customerId])
    await client.query('INSERT INTO erasures (erasure_id, orders, erased_by) VALUES ($1, $2, $3)', [
      erasureId,
      orders,
      by,
    ])
    await client.query('COMMIT')
    // The row is then gone as soon as no older transaction may see it; its bytes may lie in their page until others come there.
    await client.query('VACUUM customers')
    return { erasureId, orders, ordersWithId }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}) // whoever has broken the connection has ended it
    throw error
  }
}

const facts = `
  WITH known AS (SELECT pseudonym FROM customers WHERE customer_id = $1),
  theirs AS (
    SELECT order_id, ended, created_at, false AS with_id FROM orders
    WHERE customer_id COLLATE "C" = (SELECT pseudonym FROM known)
    UNION ALL
    SELECT order_id, ended, created_at, true FROM orders WHERE customer_id COLLATE "C" = $1
  )
  SELECT (SELECT pseudonym FROM known) AS pseudonym,
    EXISTS (SELECT FROM customers WHERE pseudonym = $1) AS "isPseudonym",
    count(*) FILTER (WHERE NOT with_id)::integer AS orders,
    count(*) FILTER (WHERE with_id)::integer AS "ordersWithId",
    count(*) FILTER (WHERE NOT ended)::integer AS open,
    coalesce((array_agg(order_id ORDER BY created_at) FILTER (WHERE NOT ended))[1:3], '{}') AS "openIds"
  FROM theirs`

const unknown = () =>
  new ServiceError('ERASE_UNKNOWN', 'No such customer is known: nothing was erased. Give the whole id.')

const notTheId = () =>
  new ServiceError(
    'ERASE_PSEUDONYM',
    "That is a pseudonym: nothing was erased. Give the customer's own id; an order of theirs at GET /orders/:orderId of the order service has it.",
  )

const stillOpen = (open: number, ids: readonly string[]) =>
  new ServiceError(
    'ERASE_OPEN_ORDERS',
    `The customer has ${open} open ${open === 1 ? 'order' : 'orders'} (${ids.join(', ')}${open > ids.length ? ', …' : ''}): nothing was erased. Cancel them or wait for their end, then erase again.`,
  )

const beforePseudonyms = (orders: number) =>
  new ServiceError(
    'ERASE_BEFORE_PSEUDONYMS',
    `All ${orders} orders of this customer are from before there were pseudonyms: they and their events have the id itself, and nothing was erased.`,
  )

import { ServiceError } from '@orderflow/service-kit'
import type { ClientBase } from 'pg'
import { uuidv7 } from 'uuidv7'
import { withShortLocks } from './locks.ts'
import { tidy } from './tidy.ts'

/** What was done, without the pseudonym: with it, this would be the map that has been deleted. */
export interface Erasure {
  /** Under which the table `erasures` has it. */
  readonly erasureId: string
  /** Orders that stay, under a pseudonym of which nobody can tell whose it was. */
  readonly orders: number
  /** Orders from before there were pseudonyms: they and their events go on to have the customer's id. */
  readonly ordersWithId: number
  /** Idempotency-Keys from before they were digests, which had the id, and were deleted too. */
  readonly keys: number
  /** Why the free space of the tables was not tidied; undefined if it was. */
  readonly untidied?: string | undefined
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
 * Forgets whose a pseudonym is. The customer's row is locked meanwhile, for some milliseconds: a batch that has looked the
 * customer up is waited for, and its order counts; one that comes later finds nobody, and makes another pseudonym. Readers, such
 * as `pg_dump`, and other customers' orders are not in the way, nor kept waiting.
 *
 * @param client of the order service's database, as somebody who may delete
 * @throws ServiceError `ERASE_BUSY`, `ERASE_UNKNOWN`, `ERASE_PSEUDONYM`, `ERASE_OPEN_ORDERS`, `ERASE_BEFORE_PSEUDONYMS`
 */
export async function erase(client: ClientBase, customerId: string, by: string): Promise<Erasure> {
  const erased = await withShortLocks(client, async () => {
    await client.query('SELECT FROM customers WHERE customer_id = $1 FOR UPDATE', [customerId])
    // A statement of its own, so that it sees what was waited for.
    const { rows } = await client.query<Facts>(facts, [customerId])
    const { pseudonym, isPseudonym, orders, ordersWithId, open, openIds } = rows[0] as Facts
    if (isPseudonym) throw notTheId()
    if (open > 0) throw stillOpen(open, openIds)
    if (pseudonym === null) throw ordersWithId > 0 ? beforePseudonyms(ordersWithId) : unknown()
    const erasureId = uuidv7()
    await client.query('DELETE FROM customers WHERE customer_id = $1', [customerId])
    const { rowCount } = await client.query("DELETE FROM command_keys WHERE caller = 'customer/' || $1", [
      customerId,
    ])
    await client.query('INSERT INTO erasures (erasure_id, orders, erased_by) VALUES ($1, $2, $3)', [
      erasureId,
      orders,
      by,
    ])
    return { erasureId, orders, ordersWithId, keys: rowCount ?? 0 }
  })
  return { ...erased, untidied: await tidy(client, erased.keys > 0) }
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
    `${orders === 1 ? 'The only order' : `All ${orders} orders`} of this customer ${orders === 1 ? 'is' : 'are'} from before there were pseudonyms: nothing was erased, since the id itself is in what is kept of ${orders === 1 ? 'it' : 'them'}.`,
  )

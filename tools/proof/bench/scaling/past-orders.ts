import type { ClientBase } from 'pg'
import { type DatabaseName, openDatabases } from '../databases.ts'
import type { BenchContext } from '../scenario.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const chunk = 250_000

/**
 * Fills empty databases with completed orders of the last day, as the services would have left them: every row that
 * an order of that kind has, with ids in the order of time, sold pieces, balances, and the inboxes' ids. The audit
 * holds these orders to the same rules as all others. The services must not run.
 */
export async function addPastOrders(context: BenchContext, orders: number): Promise<void> {
  if (orders === 0) return
  const databases = await openDatabases(context)
  const startMs = Date.now() - dayMs
  const stepMs = (dayMs - hourMs) / orders
  try {
    await databases.each(functions(startMs, stepMs))
    const filling = Object.entries(databases.clients).map(([name, client]) =>
      fill(client, statements[name as DatabaseName], orders, context.signal),
    )
    await Promise.all(filling)
    await databases.clients.inventory.query(sellPieces)
    await databases.clients.payments.query(balance)
    await databases.each('VACUUM (ANALYZE)')
    await databases.each('CHECKPOINT')
  } finally {
    await databases.end()
  }
}

async function fill(client: ClientBase, inserts: readonly string[], orders: number, signal: AbortSignal) {
  for (let first = 1; first <= orders; first += chunk) {
    for (const insert of inserts) {
      signal.throwIfAborted()
      await client.query(insert, [first, Math.min(orders, first + chunk - 1)])
    }
  }
}

/**
 * What the n-th order has: the same in every database, and nothing of it is random. Plain expressions, which PostgreSQL
 * puts in the place of the calls: a million orders take tens of seconds instead of minutes.
 */
const functions = (startMs: number, stepMs: number) => `
  CREATE FUNCTION pg_temp.past_ms(n bigint) RETURNS bigint STABLE RETURN ${startMs} + (n * ${stepMs})::bigint;

  CREATE FUNCTION pg_temp.past_time(n bigint) RETURNS timestamptz STABLE
  RETURN to_timestamp(pg_temp.past_ms(n) / 1000.0);

  -- A UUIDv7 of the order's time.
  CREATE FUNCTION pg_temp.past_id(n bigint, what text) RETURNS uuid STABLE RETURN (
    lpad(to_hex(pg_temp.past_ms(n)), 12, '0') || '7' || substr(md5(what || n::text), 1, 3)
      || '8' || substr(md5(what || n::text), 4, 15)
  )::uuid;

  -- An order has one to three lines, each of another product of the catalogue, with one to three pieces.
  CREATE FUNCTION pg_temp.product(n bigint, line integer) RETURNS bigint STABLE RETURN 1 + (7 * n + 31 * line) % 100;
  CREATE FUNCTION pg_temp.pieces(n bigint, line integer) RETURNS bigint STABLE RETURN 1 + (n + line) % 3;
  CREATE FUNCTION pg_temp.past_line(n bigint, line integer) RETURNS jsonb STABLE
  RETURN jsonb_build_object('productId', 'prod-' || pg_temp.product(n, line), 'quantity', pg_temp.pieces(n, line));
  CREATE FUNCTION pg_temp.past_items(n bigint) RETURNS jsonb STABLE RETURN CASE n % 3
    WHEN 0 THEN jsonb_build_array(pg_temp.past_line(n, 0))
    WHEN 1 THEN jsonb_build_array(pg_temp.past_line(n, 0), pg_temp.past_line(n, 1))
    ELSE jsonb_build_array(pg_temp.past_line(n, 0), pg_temp.past_line(n, 1), pg_temp.past_line(n, 2))
  END;

  -- By the catalogue's prices.
  CREATE FUNCTION pg_temp.past_price(n bigint, line integer) RETURNS bigint STABLE
  RETURN pg_temp.pieces(n, line) * (500 + 25 * pg_temp.product(n, line));
  CREATE FUNCTION pg_temp.past_total(n bigint) RETURNS bigint STABLE RETURN pg_temp.past_price(n, 0)
    + CASE WHEN n % 3 > 0 THEN pg_temp.past_price(n, 1) ELSE 0 END
    + CASE WHEN n % 3 > 1 THEN pg_temp.past_price(n, 2) ELSE 0 END;`

/** Of the orders from $1 to $2. */
const statements: Readonly<Record<DatabaseName, readonly string[]>> = {
  orders: [
    `INSERT INTO orders (order_id, customer_id, items, status, total_amount, total_currency, correlation_id, version,
       currency, deadline_at, created_at, updated_at)
     SELECT pg_temp.past_id(n, 'order'), 'customer-' || 1 + n % 10000, pg_temp.past_items(n), 'COMPLETED',
       pg_temp.past_total(n), 'EUR', pg_temp.past_id(n, 'correlation'), 4, 'EUR',
       pg_temp.past_time(n) + interval '15 minutes', pg_temp.past_time(n), pg_temp.past_time(n) + interval '1 second'
     FROM generate_series($1::bigint, $2::bigint) AS n`,
    `INSERT INTO command_keys (key, caller, command, fingerprint, reply)
     SELECT pg_temp.past_id(n, 'key'), 'customer/customer-' || 1 + n % 10000, 'PlaceOrder',
       encode(sha256(n::text::bytea), 'base64'),
       json_build_object('outcome', 'accepted', 'orderId', pg_temp.past_id(n, 'order'))
     FROM generate_series($1::bigint, $2::bigint) AS n`,
    inbox('order', ['StockReserved', 'PaymentCaptured', 'ShipmentDispatched']),
  ],
  inventory: [
    `INSERT INTO reservations (order_id, status, lines, version)
     SELECT pg_temp.past_id(n, 'order'), 'SOLD', pg_temp.past_items(n), 2
     FROM generate_series($1::bigint, $2::bigint) AS n`,
    inbox('inventory', ['OrderCreated', 'OrderCompleted']),
  ],
  payments: [
    ledger(
      1,
      'CaptureRequested',
      `'customerId', 'customer-' || 1 + n % 10000,
       'amount', jsonb_build_object('amount', pg_temp.past_total(n), 'currency', 'EUR')`,
    ),
    ledger(2, 'Captured', `'gatewayReference', 'cap-' || pg_temp.past_id(n, 'order')`),
    inbox('payment', ['StockReserved']),
  ],
  shipping: [
    `INSERT INTO shipments (order_id, status, tracking_number, version, created_at)
     SELECT id, 'DISPATCHED', 'TRK-' || id, 1, pg_temp.past_time(n)
     FROM generate_series($1::bigint, $2::bigint) AS n, LATERAL (SELECT pg_temp.past_id(n, 'order')::text AS id) AS past`,
    inbox('shipping', ['PaymentCaptured']),
  ],
}

function ledger(version: number, type: string, more: string): string {
  return `INSERT INTO ledger (order_id, version, type, entry)
    SELECT pg_temp.past_id(n, 'order'), ${version}, '${type}', jsonb_build_object(
      'type', '${type}', 'orderId', pg_temp.past_id(n, 'order'), 'at', pg_temp.past_time(n), ${more})
    FROM generate_series($1::bigint, $2::bigint) AS n`
}

function inbox(consumer: string, events: readonly string[]): string {
  const ids = events.map(event => `'${event}'`).join(', ')
  return `INSERT INTO inbox (event_id, consumer)
    SELECT pg_temp.past_id(n, event), '${consumer}'
    FROM generate_series($1::bigint, $2::bigint) AS n, unnest(ARRAY[${ids}]) AS event`
}

const sellPieces = `
  UPDATE products p SET available = available - s.pieces, sold = sold + s.pieces
  FROM (
    SELECT line ->> 'productId' AS product_id, sum((line ->> 'quantity')::integer) AS pieces
    FROM reservations, jsonb_array_elements(lines) AS line GROUP BY 1
  ) s WHERE s.product_id = p.product_id`

const balance = `
  INSERT INTO account_flows (debit, credit, currency, amount)
  SELECT debit, credit, 'EUR', total
  FROM (
    SELECT sum((entry #>> '{amount,amount}')::numeric) AS total FROM ledger WHERE type = 'CaptureRequested'
  ) AS asked, (VALUES ('customer_receivable', 'sales'), ('gateway_clearing', 'customer_receivable')) AS pair (debit, credit)`

import { type Order, PRODUCTS } from './orders.ts'

/** Where the rows of each service are: in four databases, or in one. */
export type Databases = Readonly<Record<'orders' | 'inventory' | 'payments' | 'shipments', string>>

/** One statement with `$n` values; its answer is how many rows it returned or changed. */
export type Run = (text: string, values: unknown[]) => Promise<number>

/** The tables of each service: in four databases for the saga, in one for those whose design has one. */
export const tables = {
  orders: `CREATE TABLE orders (
    order_id uuid PRIMARY KEY, customer_id text NOT NULL, product_id text NOT NULL, quantity int NOT NULL,
    amount_cents int NOT NULL, status text NOT NULL, completions int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now())`,
  inventory: `CREATE TABLE products (product_id text PRIMARY KEY, available int NOT NULL CHECK (available >= 0));
    CREATE TABLE reservations (order_id uuid PRIMARY KEY, product_id text NOT NULL, quantity int NOT NULL);
    INSERT INTO products SELECT 'product-' || n, 1000000000 FROM generate_series(0, ${PRODUCTS - 1}) n`,
  payments: `CREATE TABLE payments (
    order_id uuid PRIMARY KEY, amount_cents int NOT NULL, captured_at timestamptz NOT NULL DEFAULT now())`,
  shipments: `CREATE TABLE shipments (order_id uuid PRIMARY KEY, dispatched_at timestamptz NOT NULL DEFAULT now())`,
}

/** 1, or 0 when the order is there already. */
export const place = (run: Run, order: Order) =>
  run(
    `INSERT INTO orders (order_id, customer_id, product_id, quantity, amount_cents, status)
     VALUES ($1, $2, $3, $4, $5, 'PENDING') ON CONFLICT DO NOTHING`,
    [order.orderId, order.customerId, order.productId, order.quantity, order.amountCents],
  )

/** Takes the stock and notes for whom, in one statement: the least that a reservation can cost. */
export const reserve = async (run: Run, { orderId, productId, quantity }: Order) => {
  const reserved = await run(
    `WITH taken AS (
       UPDATE products SET available = available - $3 WHERE product_id = $2 AND available >= $3 RETURNING 1)
     INSERT INTO reservations (order_id, product_id, quantity) SELECT $1, $2, $3 FROM taken RETURNING 1`,
    [orderId, productId, quantity],
  )
  if (reserved !== 1) throw new Error(`No stock of ${productId} for order ${orderId}.`)
}

export const capture = (run: Run, { orderId, amountCents }: Order) =>
  run('INSERT INTO payments (order_id, amount_cents) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    orderId,
    amountCents,
  ])

export const dispatch = (run: Run, { orderId }: Order) =>
  run('INSERT INTO shipments (order_id) VALUES ($1) ON CONFLICT DO NOTHING', [orderId])

/** `completions` counts how often, so that a second time shows. */
export const complete = (run: Run, { orderId }: Order) =>
  run(`UPDATE orders SET status = 'COMPLETED', completions = completions + 1 WHERE order_id = $1`, [orderId])

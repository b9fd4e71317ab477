-- Ids are compared byte by byte (collation "C"): cheaper than by language, and ids have none.
CREATE TABLE orders (
  order_id text COLLATE "C" PRIMARY KEY,
  customer_id text NOT NULL,
  items jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'COMPLETED', 'REJECTED', 'CANCELLED')),
  reason text,
  total_amount bigint CHECK (total_amount >= 0),
  total_currency text,
  correlation_id text NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((total_amount IS NULL) = (total_currency IS NULL))
) WITH (fillfactor = 70);

-- Only the orders that are under way: what an operator or a deadline asks for.
CREATE INDEX orders_open ON orders (created_at) WHERE status IN ('PENDING', 'STOCK_RESERVED', 'PAID');

CREATE TABLE idempotency_keys (
  key text COLLATE "C" PRIMARY KEY,
  fingerprint text NOT NULL,
  order_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

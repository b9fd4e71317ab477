CREATE TABLE products (
  product_id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- What the product started with; initial + adjustments = available + reserved + sold, always.
  initial integer NOT NULL CHECK (initial >= 0),
  available integer NOT NULL CHECK (available >= 0),
  reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  sold integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
  version integer NOT NULL DEFAULT 1
) WITH (fillfactor = 20);

CREATE TABLE reservations (
  order_id text COLLATE "C" PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('RESERVED', 'REFUSED', 'RELEASED', 'SOLD')),
  lines jsonb NOT NULL,
  version integer NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE adjustments (
  adjustment_id uuid PRIMARY KEY,
  product_id text COLLATE "C" NOT NULL REFERENCES products,
  delta integer NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL
);

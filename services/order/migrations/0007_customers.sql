-- The one table in which a customer's own id stands (ADR 64). Orders, and all that is published about them, have the
-- pseudonym. Orders from before have the id itself, and so do those of an older release that runs beside this one.
CREATE TABLE customers (
  customer_id text COLLATE "C" PRIMARY KEY,
  pseudonym text COLLATE "C" NOT NULL UNIQUE,
  since timestamptz NOT NULL DEFAULT now()
);

-- A customer's orders, newest first. Nothing of it changes with an order, so its updates stay within their page (HOT). The
-- column's own collation is left alone: statements that are prepared by now name the column.
CREATE INDEX orders_of_customer ON orders (customer_id COLLATE "C", created_at, order_id);

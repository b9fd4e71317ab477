ALTER TABLE orders
  DROP CONSTRAINT orders_status_check,
  ADD CONSTRAINT orders_status_check CHECK (status IN (
    'PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING', 'COMPLETED', 'REJECTED', 'CANCELLED')),
  -- The default is for an older release that runs beside this one and does not name the column.
  ADD COLUMN deadline_at timestamptz NOT NULL DEFAULT now() + interval '15 minutes';

-- Only the orders that are under way: what deadlines ask for, and what counts as stuck.
DROP INDEX orders_open;
CREATE INDEX orders_open ON orders (deadline_at)
  WHERE status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING');

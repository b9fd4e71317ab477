-- At most one shipment per order.
CREATE TABLE shipments (
  order_id text COLLATE "C" PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('DISPATCHED', 'FAILED')),
  reason text,
  tracking_number text,
  version integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- A cancelled shipment is a tombstone: it may come before the payment, and refuses the dispatch.
ALTER TABLE shipments
  DROP CONSTRAINT shipments_status_check,
  ADD CONSTRAINT shipments_status_check CHECK (status IN ('DISPATCHED', 'FAILED', 'CANCELLED'));

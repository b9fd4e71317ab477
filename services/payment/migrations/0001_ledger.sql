-- One stream of entries per payment. Two transactions that append to one stream at once take the same
-- version, and the primary key lets one of them through.
CREATE TABLE ledger (
  order_id text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  type text NOT NULL CHECK (type IN ('CaptureRequested', 'Captured', 'Declined', 'RefundRequested', 'Refunded')),
  entry jsonb NOT NULL,
  PRIMARY KEY (order_id, version)
);

-- What the gateway is still to be asked: the requests in the ledger that have no answer there. Written
-- and deleted in the transactions that append those entries, so a request survives any crash.
CREATE TABLE gateway_requests (
  order_id text COLLATE "C" NOT NULL,
  operation text NOT NULL CHECK (operation IN ('capture', 'refund')),
  customer_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  cause_id uuid NOT NULL,
  correlation_id text NOT NULL,
  initiator text NOT NULL,
  traceparent text,
  attempts integer NOT NULL DEFAULT 0,
  -- Not before: a worker that takes a request moves this on, so that another tries only if that one dies.
  due_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (order_id, operation)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE INDEX gateway_requests_due ON gateway_requests (due_at);

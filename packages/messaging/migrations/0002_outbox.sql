-- The outbox: messages decided but not yet acknowledged by the broker. A row is inserted in the
-- transaction that decided it and deleted once the broker has acknowledged it; there is no status to
-- update. `seq` is taken after the aggregate's row is locked, so that within one key seq is the order
-- of the decisions.
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  key text,
  value bytea,
  headers json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (
  -- The table is a queue: it churns its whole content, so it is vacuumed by count, not by share.
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 100000
);

-- Keys whose rows the relay leaves in the outbox because the broker refuses one of them for good.
-- Deleting a row here, after mending or deleting the outbox row it names, sets its key free again.
CREATE TABLE outbox_quarantine (
  topic text NOT NULL,
  key text NOT NULL,
  seq bigint NOT NULL,
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, key)
);

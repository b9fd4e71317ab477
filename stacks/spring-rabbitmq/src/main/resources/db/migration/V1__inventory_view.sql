-- One row for each event that was applied, written in the transaction of its effect. A row must outlive every source
-- of redelivery (the queue, a redrive of the dead letters, a replay); GET /view counts the rows, so none are deleted.
CREATE TABLE inbox (
  event_id   uuid        PRIMARY KEY,
  type       text        NOT NULL,
  event_time timestamptz,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  deliveries bigint      NOT NULL DEFAULT 1
);

-- Sums: they commute, so the order of events does not matter. numeric, because a sum of valid quantities can pass bigint.
CREATE TABLE product (
  product_id text    PRIMARY KEY,
  ordered    numeric NOT NULL DEFAULT 0,
  held       numeric NOT NULL DEFAULT 0
);

-- States: the newest sequence wins, in whatever order they come.
CREATE TABLE stock (
  product_id text   PRIMARY KEY,
  available  bigint NOT NULL,
  sequence   bigint NOT NULL
);

-- What is to be published, written in the transaction of its cause; deleted when the broker has it.
CREATE TABLE outbox (
  position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_id    uuid NOT NULL UNIQUE,
  exchange    text NOT NULL,
  routing_key text NOT NULL,
  attributes  json NOT NULL,
  body        text NOT NULL
);

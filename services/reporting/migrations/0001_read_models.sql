-- Read models: each is a function of the set of events, whatever the order of their arrival. Ids are compared byte by
-- byte (collation "C"). Tables that change with every batch leave room in their pages, so that an update that
-- changes no indexed column leaves the indexes alone (HOT).

-- One row per order, from its first event on. Until its OrderCreated has come, created_at is null: such an order is
-- in no list and in no figure.
CREATE TABLE orders (
  order_id text COLLATE "C" PRIMARY KEY,
  customer_id text COLLATE "C",
  items jsonb,
  correlation_id text,
  status text NOT NULL CHECK (status IN (
    'PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING', 'COMPLETED', 'REJECTED', 'CANCELLED')),
  -- What an order is listed by: it changes once, so that no other step of an order touches an index.
  outcome text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN status IN ('COMPLETED', 'REJECTED', 'CANCELLED') THEN status ELSE 'OPEN' END) STORED,
  reason text,
  total_amount bigint,
  total_currency text,
  captured bigint NOT NULL,
  refunded bigint NOT NULL,
  dispatches integer NOT NULL,
  created_at timestamptz,
  updated_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((total_amount IS NULL) = (total_currency IS NULL)),
  CHECK ((created_at IS NULL) = (customer_id IS NULL) AND (created_at IS NULL) = (items IS NULL)
    AND (created_at IS NULL) = (correlation_id IS NULL))
) WITH (fillfactor = 60);

-- Newest first: all of them, a customer's, those with an outcome.
CREATE INDEX orders_newest ON orders (created_at, order_id);
CREATE INDEX orders_of_customer ON orders (customer_id, created_at, order_id);
CREATE INDEX orders_by_outcome ON orders (outcome, created_at, order_id);

-- Every event of every order, as a CloudEvent in JSON. Partitioned by day like the inbox, by the time in the event's
-- own id, so that old days are dropped as a whole. The inbox lets each event in once, so there is no key.
CREATE TABLE journeys (
  event_id uuid NOT NULL,
  order_id text COLLATE "C" NOT NULL,
  event json NOT NULL
) PARTITION BY RANGE (event_id);
CREATE INDEX journeys_of_order ON journeys (order_id);
CREATE TABLE journeys_default PARTITION OF journeys DEFAULT;

-- How often events came again. They change no read model, and this is none: it tells what was delivered, not what is.
CREATE TABLE redeliveries (
  event_id uuid PRIMARY KEY,
  n bigint NOT NULL
) WITH (fillfactor = 60);

-- The newest quantities of each product that has moved, by the version that its event carries.
CREATE TABLE stock (
  product_id text COLLATE "C" PRIMARY KEY,
  available bigint NOT NULL,
  reserved bigint NOT NULL,
  sold bigint NOT NULL,
  version bigint NOT NULL,
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 40);
CREATE INDEX stock_changed_last ON stock (updated_at);

-- How many events of each type came.
CREATE TABLE event_counts (
  type text COLLATE "C" PRIMARY KEY,
  n bigint NOT NULL
) WITH (fillfactor = 20);

-- How many orders stand where, and why: OPEN without a reason, COMPLETED, REJECTED, CANCELLED.
CREATE TABLE outcomes (
  outcome text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (outcome, reason)
) WITH (fillfactor = 20);

-- Minor units.
CREATE TABLE revenue (
  currency text COLLATE "C" PRIMARY KEY,
  captured bigint NOT NULL,
  refunded bigint NOT NULL
) WITH (fillfactor = 20);

-- Orders placed and ended, by the minute of the event's own time. Of those that ended, how many keep money that is not
-- theirs to keep (or lack it), and how many were dispatched against their end: a while after the minute both are 0.
CREATE TABLE minutes (
  minute timestamptz PRIMARY KEY,
  created bigint NOT NULL,
  completed bigint NOT NULL,
  rejected bigint NOT NULL,
  cancelled bigint NOT NULL,
  mispaid bigint NOT NULL,
  misshipped bigint NOT NULL
) WITH (fillfactor = 20);

-- How long orders took that ended within ten seconds, as a histogram with buckets of a fixed relative width.
CREATE TABLE durations (
  ended timestamptz NOT NULL,
  outcome text COLLATE "C" NOT NULL,
  bucket integer NOT NULL,
  n bigint NOT NULL,
  PRIMARY KEY (ended, outcome, bucket)
) WITH (fillfactor = 40);

-- The orders that changed last, newest first: what came last, so this one depends on the order of arrival.
CREATE TABLE changed_last (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  order_ids text[] NOT NULL
) WITH (fillfactor = 20);
INSERT INTO changed_last (order_ids) VALUES ('{}');

-- Creates a partition of journeys for each day from yesterday to ahead_days from now, drops days that ended more
-- than retention_days ago (none if that is NULL) with the minutes of that time, and durations of more than a day ago.
-- Runs with the rights of the tables' owner, so that the service's own role needs no DDL. Race-safe: replicas that call
-- it together take turns. It gives up after a second rather than let the service's transactions queue behind it.
-- Returns the dropped partitions.
CREATE FUNCTION journeys_maintain(retention_days integer, ahead_days integer DEFAULT 7)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  that_day date;
  part text;
  first uuid;
  next uuid;
  dropped text[] := '{}';
BEGIN
  IF retention_days < 1 THEN
    RAISE EXCEPTION 'retention of journeys must be at least one day, got %', retention_days;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('journeys_maintain'));
  FOR offset_days IN -1..ahead_days LOOP
    that_day := today + offset_days;
    part := 'journeys_' || to_char(that_day, 'YYYYMMDD');
    IF to_regclass(part) IS NULL THEN
      first := inbox_first_id(that_day::timestamp AT TIME ZONE 'UTC');
      next := inbox_first_id((that_day + 1)::timestamp AT TIME ZONE 'UTC');
      -- Events of that day may have come before their partition: they would forbid it.
      LOCK TABLE journeys IN SHARE ROW EXCLUSIVE MODE;
      EXECUTE format('CREATE TABLE %I (LIKE journeys INCLUDING ALL)', part);
      EXECUTE format('WITH early AS (DELETE FROM journeys_default WHERE event_id >= %L AND event_id < %L RETURNING *)
        INSERT INTO %I SELECT * FROM early', first, next, part);
      EXECUTE format('ALTER TABLE journeys ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, first, next);
    END IF;
  END LOOP;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'journeys'::regclass AND c.relname ~ '^journeys_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= today - retention_days
    ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped || part;
  END LOOP;
  -- The DEFAULT partition holds what was read back from long ago, and foreign ids, which have no time in them.
  DELETE FROM journeys_default
    WHERE event_id < inbox_first_id((today - retention_days)::timestamp AT TIME ZONE 'UTC');
  DELETE FROM redeliveries
    WHERE event_id < inbox_first_id((today - retention_days)::timestamp AT TIME ZONE 'UTC');
  DELETE FROM minutes WHERE minute < now() - make_interval(days => retention_days);
  DELETE FROM durations WHERE ended < now() - interval '1 day';
  RETURN dropped;
END $$;

SELECT journeys_maintain(NULL);

-- An order's row remembers the events that it was made of, instead of the inbox, and the rows of `journeys` that hold them.
-- Such a row holds the events of one day that one batch brought, as one text with a line for each
-- (src/journey-rows.ts), compressed by the service: events repeat each other. Its key is the first of its events' ids,
-- which no other row has.
--
-- A replica of the release before waits from here on until it is replaced: its statements name columns that are gone.
ALTER TABLE orders
  ADD COLUMN events uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN journeys uuid[] NOT NULL DEFAULT '{}';

ALTER TABLE journeys RENAME TO single_events;
DO $$
DECLARE
  part text;
BEGIN
  FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'single_events'::regclass LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', part, 'single_' || part);
  END LOOP;
END $$;

CREATE TABLE journeys (
  first_id uuid PRIMARY KEY,
  events bytea NOT NULL
) PARTITION BY RANGE (first_id);
CREATE TABLE journeys_default (LIKE journeys INCLUDING ALL);
ALTER TABLE journeys ATTACH PARTITION journeys_default DEFAULT;

-- As before, but for the key's name.
CREATE OR REPLACE FUNCTION journeys_maintain(retention_days integer, ahead_days integer DEFAULT 7)
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
      EXECUTE format('WITH early AS (DELETE FROM journeys_default WHERE first_id >= %L AND first_id < %L RETURNING *)
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
    WHERE first_id < inbox_first_id((today - retention_days)::timestamp AT TIME ZONE 'UTC');
  DELETE FROM redeliveries
    WHERE event_id < inbox_first_id((today - retention_days)::timestamp AT TIME ZONE 'UTC');
  DELETE FROM minutes WHERE minute < now() - make_interval(days => retention_days);
  DELETE FROM durations WHERE ended < now() - interval '1 day';
  RETURN dropped;
END $$;
SELECT journeys_maintain(NULL);

-- What there is, 500 events to a row. A day is what the first 48 bits of its ids say.
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
  SELECT *, min(event_id::text) OVER (PARTITION BY day, part)::uuid AS first_id FROM (
    SELECT *, (row_number() OVER (PARTITION BY day ORDER BY order_id, event_id) - 1) / 500 AS part FROM (
      SELECT *, ('x' || left(replace(event_id::text, '-', ''), 12))::bit(48)::bigint / 86400000 AS day
      FROM single_events) AS dated) AS counted;
INSERT INTO journeys SELECT first_id, convert_to(string_agg(
    event_id || E'\t' || order_id || E'\t' || event::text, E'\n' ORDER BY order_id, event_id), 'UTF8')
  FROM placed GROUP BY first_id;
UPDATE orders SET events = told.events, journeys = told.journeys FROM (
    SELECT order_id, array_agg(event_id) AS events, array_agg(DISTINCT first_id) AS journeys
    FROM placed GROUP BY order_id) AS told
  WHERE orders.order_id = told.order_id;
DROP TABLE single_events;

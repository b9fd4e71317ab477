-- What the charts of the page show of the last hours, besides `durations`, which says how many orders ended when.

-- How many orders were placed within ten seconds, by the events' own time.
CREATE TABLE placements (
  placed timestamptz PRIMARY KEY,
  n bigint NOT NULL
) WITH (fillfactor = 20);

-- What there is. What a replica of the release before takes in from here on is missing until a rebuild.
INSERT INTO placements
  SELECT date_bin('10 seconds', created_at, 'epoch'), count(*) FROM orders
  WHERE created_at >= now() - interval '1 day' GROUP BY 1;

-- How things stood, every ten seconds while any replica ran: no function of the events, and a rebuild leaves it alone.
-- lag and dead_letters are null where the brokers did not answer.
CREATE TABLE samples (
  at timestamptz PRIMARY KEY,
  orders jsonb NOT NULL,
  revenue jsonb NOT NULL,
  events jsonb NOT NULL,
  lag jsonb,
  dead_letters jsonb
);

-- Deletes what is older than so many hours. Runs with the rights of the tables' owner.
CREATE FUNCTION past_maintain(retention_hours integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
  IF retention_hours < 1 THEN
    RAISE EXCEPTION 'retention of the past must be at least one hour, got %', retention_hours;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('past_maintain'));
  DELETE FROM durations WHERE ended < now() - make_interval(hours => retention_hours);
  DELETE FROM placements WHERE placed < now() - make_interval(hours => retention_hours);
  DELETE FROM samples WHERE at < now() - make_interval(hours => retention_hours);
END $$;

-- As before, but for `durations`, which past_maintain keeps.
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
  RETURN dropped;
END $$;

-- Days of the inbox that were touched late: a message with an id of that day was delivered more than an hour
-- after its id was made (it waited in an outbox, was sent again, or was redriven). What was delivered can be
-- delivered again for as long as its topics keep it, counted from then, so its day must be kept as long.
-- One row per day and hour, written by the transaction that inserts the ids.
CREATE TABLE inbox_late (
  day date NOT NULL,
  seen timestamptz NOT NULL,
  PRIMARY KEY (day, seen)
);

-- Creates one partition a day from yesterday to ahead_days from now, and drops those in which nothing was
-- delivered for retention_days (none if that is NULL). Runs with the rights of the tables' owner, so that the
-- service's own role needs no DDL. Race-safe: replicas that call it together take turns. It gives up after a
-- second rather than let the service's transactions queue behind it. Returns the dropped partitions.
CREATE OR REPLACE FUNCTION inbox_maintain(retention_days integer, ahead_days integer DEFAULT 7)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  keep interval := make_interval(days => retention_days);
  that_day date;
  part text;
  old text[];
  first uuid;
  next uuid;
  dropped text[] := '{}';
BEGIN
  IF retention_days < 1 THEN
    RAISE EXCEPTION 'inbox retention must be at least one day, got %', retention_days;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('inbox_maintain'));
  FOR offset_days IN -1..ahead_days LOOP
    that_day := today + offset_days;
    part := 'inbox_' || to_char(that_day, 'YYYYMMDD');
    IF to_regclass(part) IS NULL THEN
      first := inbox_first_id(that_day::timestamp AT TIME ZONE 'UTC');
      next := inbox_first_id((that_day + 1)::timestamp AT TIME ZONE 'UTC');
      -- Ids of that day may have come before their partition (a clock that runs ahead, a service that stood
      -- still for longer than ahead_days): they lie in the DEFAULT partition, and would forbid the new one.
      LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE;
      EXECUTE format('CREATE TABLE %I (LIKE inbox INCLUDING ALL)', part);
      EXECUTE format('WITH early AS (DELETE FROM inbox_default WHERE event_id >= %L AND event_id < %L RETURNING *)
        INSERT INTO %I (event_id, consumer) SELECT event_id, consumer FROM early', first, next, part);
      EXECUTE format('ALTER TABLE inbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, first, next);
    END IF;
  END LOOP;

  -- What is delivered within an hour after its id was made leaves no trace in inbox_late.
  SELECT array_agg(c.relname::text ORDER BY c.relname) INTO old
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'inbox'::regclass AND c.relname ~ '^inbox_[0-9]{8}$'
      AND (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp AT TIME ZONE 'UTC' + interval '1 hour' + keep <= now()
      AND NOT EXISTS (SELECT FROM inbox_late l WHERE l.day = to_date(right(c.relname, 8), 'YYYYMMDD')
        AND l.seen + interval '1 hour' + keep > now());
  IF old IS NULL THEN
    RETURN dropped;
  END IF;
  -- A transaction under way may be touching a day: looked at again when none is. The parent first, as inserts do.
  LOCK TABLE ONLY inbox IN ACCESS EXCLUSIVE MODE;
  FOREACH part IN ARRAY old LOOP
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
    that_day := to_date(right(part, 8), 'YYYYMMDD');
    CONTINUE WHEN EXISTS (SELECT FROM inbox_late l WHERE l.day = that_day AND l.seen + interval '1 hour' + keep > now());
    EXECUTE format('DROP TABLE %I', part);
    DELETE FROM inbox_late l WHERE l.day = that_day;
    dropped := dropped || part;
  END LOOP;
  RETURN dropped;
END $$;

-- The inbox: the ids of the messages that a consumer has applied. An id is inserted in the transaction
-- that applies the message, so a message delivered again finds its id and changes nothing.
--
-- Partitioned by range on the UUIDv7 id, not by time of arrival: a redelivery always lands in the
-- partition of the first delivery, however late it comes. Ids that are not of version 7 (another
-- producer's) fall into the DEFAULT partition, which is never dropped.
CREATE TABLE inbox (
  event_id uuid NOT NULL,
  consumer text NOT NULL,
  PRIMARY KEY (event_id, consumer)
) PARTITION BY RANGE (event_id);

CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;

-- The smallest UUIDv7 of a moment: its 48 leading bits are milliseconds since 1970.
CREATE FUNCTION inbox_first_id(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(floor(extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '0000' || '0000000000000000')::uuid
$$;

-- Creates one partition a day from yesterday to ahead_days from now, and drops those whose last id is
-- older than retention_days. Runs with the rights of the tables' owner, so that the service's own role
-- needs no DDL. Race-safe: replicas that call it together take turns. Returns the dropped partitions.
CREATE FUNCTION inbox_maintain(retention_days integer, ahead_days integer DEFAULT 7)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  day date;
  part text;
  first uuid;
  next uuid;
  dropped text[] := '{}';
BEGIN
  IF retention_days < 1 THEN
    RAISE EXCEPTION 'inbox retention must be at least one day, got %', retention_days;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('inbox_maintain'));
  FOR offset_days IN -1..ahead_days LOOP
    day := today + offset_days;
    part := 'inbox_' || to_char(day, 'YYYYMMDD');
    IF to_regclass(part) IS NULL THEN
      first := inbox_first_id(day::timestamp AT TIME ZONE 'UTC');
      next := inbox_first_id((day + 1)::timestamp AT TIME ZONE 'UTC');
      -- Ids of that day may have come before their partition (a clock that runs ahead, a service that stood
      -- still for longer than ahead_days): they lie in the DEFAULT partition, and would forbid the new one.
      LOCK TABLE inbox IN SHARE ROW EXCLUSIVE MODE;
      EXECUTE format('CREATE TABLE %I (LIKE inbox INCLUDING ALL)', part);
      EXECUTE format('WITH early AS (DELETE FROM inbox_default WHERE event_id >= %L AND event_id < %L RETURNING *)
        INSERT INTO %I (event_id, consumer) SELECT event_id, consumer FROM early', first, next, part);
      EXECUTE format('ALTER TABLE inbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, first, next);
    END IF;
  END LOOP;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'inbox'::regclass AND c.relname ~ '^inbox_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') + 1 <= today - retention_days
    ORDER BY c.relname
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped || part;
  END LOOP;
  RETURN dropped;
END $$;

SELECT inbox_maintain(14);

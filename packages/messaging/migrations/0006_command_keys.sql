-- The inbox of commands: what each Idempotency-Key has led to. A row is inserted in the transaction that decides the
-- command, so the command sent again finds its reply and changes nothing.
--
-- Keys are chosen by clients, so there is no range of them that belongs to a day. A partition holds the keys that came
-- while it was the newest one: `opened` says since when, and its default is the partition that takes new keys. A key is
-- looked up in all partitions, and unique within each; ADR 29 says why that is enough.
CREATE TABLE command_keys (
  key text COLLATE "C" NOT NULL,
  -- Whose key it is: another caller's is another key.
  caller text COLLATE "C" NOT NULL,
  command text NOT NULL,
  -- Digest of what was asked for: the same key for anything else is refused.
  fingerprint text NOT NULL,
  reply json,
  opened timestamptz NOT NULL,
  PRIMARY KEY (key, caller, opened)
) PARTITION BY LIST (opened);

-- Opens a partition, which takes all new keys from now on. The lock waits for every transaction that has looked a key
-- up, and those that look one up later see all that these have written: so no two partitions get the same key. For the
-- tables' owner alone.
CREATE FUNCTION command_keys_open() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp SET lock_timeout = '1s'
SET datestyle = 'ISO' SET timezone = 'UTC' AS $$
DECLARE
  moment timestamptz;
BEGIN
  LOCK TABLE command_keys IN ACCESS EXCLUSIVE MODE;
  moment := clock_timestamp();
  EXECUTE format('CREATE TABLE %I PARTITION OF command_keys FOR VALUES IN (%L)',
    'command_keys_' || to_char(moment AT TIME ZONE 'UTC', 'YYYYMMDD_HH24MISS_US'), moment);
  EXECUTE format('ALTER TABLE command_keys ALTER COLUMN opened SET DEFAULT %L', moment);
END $$;

-- The partitions, oldest first, each until the next was opened.
CREATE VIEW command_keys_partitions AS
  SELECT part, opened, lead(opened) OVER (ORDER BY opened) AS closed
  FROM (
    SELECT c.oid::regclass AS part, c.relname,
      (regexp_match(pg_get_expr(c.relpartbound, c.oid), '''([^'']+)'''))[1]::timestamptz AS opened
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'command_keys'::regclass
  ) AS parts;

-- Keeps keys for retention_hours at least, and a quarter more at most: opens a partition when the newest one has had
-- keys for a quarter of that, and drops those that were closed for longer. NULL keeps them for ever. Runs with the rights of
-- the tables' owner, so that the service's own role needs no DDL. Race-safe: replicas that call it together take turns.
-- It gives up after a second rather than let the service's transactions queue behind it. Returns the dropped partitions.
CREATE FUNCTION command_keys_maintain(retention_hours integer)
RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s'
SET datestyle = 'ISO' SET timezone = 'UTC' AS $$
DECLARE
  keep interval := make_interval(hours => retention_hours);
  newest record;
  used boolean;
  old regclass;
  dropped text[] := '{}';
BEGIN
  IF retention_hours < 1 THEN
    RAISE EXCEPTION 'keys must be kept for at least one hour, got %', retention_hours;
  END IF;
  IF retention_hours IS NULL THEN
    RETURN dropped;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('command_keys_maintain'));
  SELECT * INTO newest FROM command_keys_partitions WHERE closed IS NULL;
  IF newest.opened + keep / 4 <= now() THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', newest.part) INTO used;
    IF used THEN
      PERFORM command_keys_open();
    END IF;
  END IF;
  FOR old IN SELECT part FROM command_keys_partitions WHERE closed + keep <= now() LOOP
    LOCK TABLE ONLY command_keys IN ACCESS EXCLUSIVE MODE;
    dropped := dropped || old::text;
    EXECUTE format('DROP TABLE %s', old);
  END LOOP;
  RETURN dropped;
END $$;

SELECT command_keys_open();

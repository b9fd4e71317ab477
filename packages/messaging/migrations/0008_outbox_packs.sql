-- The outbox in packs (ADR 67). What a transaction publishes is a row of `outbox_packs`, one text. What is no text, and what the
-- broker has refused, is in `outbox_rows`, a row for each message. The view `outbox` has all of it, message by message: for people,
-- for messages that become rows, and for the release before this one, whose relay reads and deletes there.
SET LOCAL lock_timeout = '5s';
ALTER TABLE outbox RENAME TO outbox_rows;

CREATE TABLE outbox_packs (
  -- Taken after the aggregates' rows are locked. A message's number is that of its pack and its place in it, so the next pack, or
  -- row, is 1,000 further.
  seq bigint GENERATED ALWAYS AS IDENTITY (INCREMENT 1000) PRIMARY KEY,
  count integer NOT NULL CHECK (count BETWEEN 1 AND 1000),
  -- [{"topic": …, "count": …, "headers": {…}}, …]: what messages have in common.
  topics jsonb NOT NULL,
  -- [[which of topics, key, value, headers that differ], …]
  messages text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
) WITH (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 10000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 100000,
  toast.autovacuum_vacuum_scale_factor = 0,
  toast.autovacuum_vacuum_threshold = 5000,
  toast.autovacuum_vacuum_insert_scale_factor = 0,
  toast.autovacuum_vacuum_insert_threshold = 50000
);
-- Rows that wait keep their numbers, and stay the first.
DO $$
DECLARE
  last bigint;
BEGIN
  EXECUTE format('SELECT last_value FROM %s', pg_get_serial_sequence('outbox_rows', 'seq')) INTO last;
  ALTER TABLE outbox_rows ALTER COLUMN seq DROP IDENTITY;
  EXECUTE format('ALTER TABLE outbox_packs ALTER COLUMN seq RESTART WITH %s', (last / 1000 + 1) * 1000);
END $$;
-- Compressed from 2 kB on, and in the row itself as long as it fits on a page. Not every server is built with lz4.
ALTER TABLE outbox_packs ALTER COLUMN messages SET STORAGE MAIN, ALTER COLUMN topics SET STORAGE MAIN;
DO $$
BEGIN
  ALTER TABLE outbox_packs ALTER COLUMN messages SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL;
END $$;

CREATE VIEW outbox_packed AS
  SELECT p.seq AS pack, p.seq + m.n - 1 AS seq, of.topic ->> 'topic' AS topic, m.message ->> 1 AS key,
    convert_to(m.message ->> 2, 'UTF8') AS value,
    ((of.topic -> 'headers') || (m.message -> 3))::json AS headers, p.created_at
  FROM outbox_packs p
    CROSS JOIN LATERAL jsonb_array_elements(p.messages::jsonb) WITH ORDINALITY AS m (message, n)
    CROSS JOIN LATERAL (SELECT p.topics -> (m.message ->> 0)::integer) AS of (topic);

-- `pack` finds a message without unpacking all: WHERE seq = 5003 AND pack = 5000.
CREATE VIEW outbox AS
  SELECT seq, topic, key, value, headers, created_at, raw, seq - seq % 1000 AS pack FROM outbox_rows
  UNION ALL
  SELECT seq, topic, key, value, headers, created_at, NULL, pack FROM outbox_packed;

-- Makes rows of packs, with their numbers, and returns how many packs it were. Of a pack that somebody else unpacks, or has deleted, nothing is left to be done.
CREATE FUNCTION outbox_unpack(packs bigint[]) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  unpacked integer;
BEGIN
  PERFORM FROM outbox_packs WHERE seq = ANY (packs) ORDER BY seq FOR UPDATE;
  INSERT INTO outbox_rows (seq, topic, key, value, headers, created_at)
    SELECT seq, topic, key, value, headers, created_at FROM outbox_packed WHERE pack = ANY (packs);
  DELETE FROM outbox_packs WHERE seq = ANY (packs);
  GET DIAGNOSTICS unpacked = ROW_COUNT;
  RETURN unpacked;
END $$;

CREATE FUNCTION outbox_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.seq := nextval(pg_get_serial_sequence('outbox_packs', 'seq'));
    INSERT INTO outbox_rows (seq, topic, key, value, headers, raw, created_at)
      VALUES (NEW.seq, NEW.topic, NEW.key, NEW.value, NEW.headers, NEW.raw, coalesce(NEW.created_at, now()));
    RETURN NEW;
  END IF;
  PERFORM outbox_unpack(ARRAY[OLD.pack]);
  DELETE FROM outbox_rows WHERE seq = OLD.seq;
  RETURN CASE WHEN FOUND THEN OLD END;
END $$;

CREATE TRIGGER write INSTEAD OF INSERT OR DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_write();

-- Replicas that run go on without a moment in which they may not; set-up gives the rest.
DO $$
DECLARE
  role regrole;
BEGIN
  FOR role IN
    SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'outbox_rows'::regclass AND grantee NOT IN (relowner, 0)
  LOOP
    EXECUTE format('GRANT SELECT, INSERT (topic, key, value, headers, raw), DELETE ON outbox TO %s', role);
  END LOOP;
END $$;

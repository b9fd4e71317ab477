-- The outbox in shards (ADR 82): several relays send at once, each what has keys of its shards. How many there are is said here and
-- changed by `npm run outbox -- shards`, while no relay runs and nobody writes.
SET LOCAL lock_timeout = '5s';
CREATE TABLE outbox_shards (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  shards smallint NOT NULL CHECK (shards BETWEEN 1 AND 64)
);
INSERT INTO outbox_shards (shards) VALUES (1);

-- A pack has messages of one shard, of as many as its writer knew of.
ALTER TABLE outbox_packs
  ADD COLUMN shard smallint NOT NULL DEFAULT 0,
  ADD COLUMN shards smallint NOT NULL DEFAULT 1;
CREATE INDEX outbox_packs_shard ON outbox_packs (shard, seq) WHERE shards > 1;

-- The shard of a key. Rows have none of their own: it is reckoned when they are read.
CREATE FUNCTION outbox_shard(key text, shards integer) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (get_byte(sha256(convert_to(coalesce(key, ''), 'UTF8')), 0) * 256
    + get_byte(sha256(convert_to(coalesce(key, ''), 'UTF8')), 1)) % shards
$$;

-- A pack of a writer that does not know yet how many shards there are becomes rows.
CREATE FUNCTION outbox_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.shards = (SELECT shards FROM outbox_shards) THEN
    RETURN NEW;
  END IF;
  INSERT INTO outbox_rows (seq, topic, key, value, headers, created_at)
    SELECT NEW.seq + m.n - 1, of.topic ->> 'topic', m.message ->> 1, convert_to(m.message ->> 2, 'UTF8'),
      ((of.topic -> 'headers') || (m.message -> 3))::json, NEW.created_at
    FROM jsonb_array_elements(NEW.messages::jsonb) WITH ORDINALITY AS m (message, n)
      CROSS JOIN LATERAL (SELECT NEW.topics -> (m.message ->> 0)::integer) AS of (topic);
  RETURN NULL;
END $$;
CREATE TRIGGER place BEFORE INSERT ON outbox_packs FOR EACH ROW EXECUTE FUNCTION outbox_place();

-- What a message has that is not text, in base64: {"key": "…", "headers": {"name": ["…"]}}. Null for all that the
-- service says itself; a dead letter that goes back to its topic goes as it came, byte for byte.
ALTER TABLE outbox ADD COLUMN raw json;

-- Each dead letter that was sent back to its topic: who did it, when, and which. A row is inserted in the
-- transaction that appends the message to the outbox, so one is there if and only if the message is or was.
-- The time of the dead letter tells it from another one on a topic that was deleted and made again.
CREATE TABLE redrives (
  dead_letter_topic text COLLATE "C" NOT NULL,
  dead_letter_partition integer NOT NULL,
  dead_letter_offset bigint NOT NULL,
  dead_lettered_at timestamptz NOT NULL,
  reason text NOT NULL,
  event_id text,
  target_topic text NOT NULL,
  -- 1 the first time that the message is sent back, 2 if it failed again after that, and so on.
  count integer NOT NULL CHECK (count > 0),
  redriven_by text NOT NULL,
  redriven_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (dead_letter_topic, dead_letter_partition, dead_letter_offset, dead_lettered_at)
);

-- It is a record of what people did: nobody changes it. Set-up gives the application no more than reading and
-- adding on any table that has a trigger of this name.
CREATE FUNCTION redrives_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%" is refused: it records who sent what back, and when.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON redrives
  FOR EACH STATEMENT EXECUTE FUNCTION redrives_are_final();
ALTER TABLE redrives ENABLE ALWAYS TRIGGER append_only;

DO $$
DECLARE
  role regrole;
BEGIN
  FOR role IN
    SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'redrives'::regclass AND grantee NOT IN (relowner, 0)
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON redrives FROM %s', role);
  END LOOP;
END $$;

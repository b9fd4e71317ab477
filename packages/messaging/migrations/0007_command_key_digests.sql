-- The keys of HTTP's callers are now kept as digests, and callers not at all (ADR 64). This release finds those that were kept
-- before. An older release that runs beside it finds none of this one's: so one that this one has taken is refused to it, as if a
-- lock were held; its client gets 503, and sends the request again. It can be dropped as soon as no older release runs.
CREATE FUNCTION command_key_is_digested() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM command_keys WHERE caller = 'sha256'
      AND key = encode(sha256(convert_to(NEW.caller || E'\n' || NEW.key, 'UTF8')), 'base64')
  ) THEN
    RAISE EXCEPTION 'A newer release has taken this Idempotency-Key.' USING ERRCODE = 'lock_not_available';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER is_digested AFTER INSERT ON command_keys
  FOR EACH ROW WHEN (NEW.caller LIKE 'customer/%' OR NEW.caller LIKE 'operator/%')
  EXECUTE FUNCTION command_key_is_digested();

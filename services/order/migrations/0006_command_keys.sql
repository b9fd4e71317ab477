-- Idempotency-Keys are now kept for all commands alike, by caller, in command_keys (ADR 29). Those of before go there too, and
-- so do those that an older release still takes beside this one; that release finds none of this one's, so an order
-- that this one has placed is refused to it, as if a lock were held: its client gets 503, and sends the request again.
-- idempotency_keys is read by no one else. It can be dropped as soon as no older release runs.

-- The digest of a request to place this order, as fingerprint.ts of service-kit has it.
CREATE FUNCTION order_request_fingerprint(o orders) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(
    'POST /orders {} {} {"currency":' || to_json(o.currency)::text || ',"customerId":' || to_json(o.customer_id)::text
      || coalesce(',"destinationCountry":' || to_json(o.destination_country)::text, '') || ',"items":['
      || coalesce(string_agg(format('{"productId":%s,"quantity":%s}', to_json(item ->> 'productId'), item ->> 'quantity'), ',' ORDER BY n), '')
      || ']}', 'UTF8')), 'base64')
  FROM jsonb_array_elements(o.items) WITH ORDINALITY AS items (item, n)
$$;

-- First without a lock, since it takes seconds for a hundred thousand.
INSERT INTO command_keys (key, caller, command, fingerprint, reply)
  SELECT k.key, 'customer/' || o.customer_id, 'PlaceOrder', order_request_fingerprint(o),
    json_build_object('outcome', 'accepted', 'orderId', o.order_id)
  FROM idempotency_keys k JOIN orders o ON o.order_id = k.order_id COLLATE "C";

CREATE FUNCTION idempotency_key_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  placed orders;
BEGIN
  SELECT * INTO placed FROM orders WHERE order_id = NEW.order_id COLLATE "C";
  IF EXISTS (SELECT FROM command_keys WHERE key = NEW.key AND caller = 'customer/' || placed.customer_id) THEN
    RAISE EXCEPTION 'A newer release has placed the order of the Idempotency-Key %.', NEW.key
      USING ERRCODE = 'lock_not_available';
  END IF;
  INSERT INTO command_keys (key, caller, command, fingerprint, reply)
    SELECT NEW.key, 'customer/' || placed.customer_id, 'PlaceOrder', order_request_fingerprint(placed),
      json_build_object('outcome', 'accepted', 'orderId', placed.order_id)
    WHERE placed.order_id IS NOT NULL;
  RETURN NULL;
END $$;

-- At the commit, since the older release inserts the key before the order. It lets no key in until this is committed.
CREATE CONSTRAINT TRIGGER moves AFTER INSERT ON idempotency_keys DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION idempotency_key_moves();

-- Those that came meanwhile.
INSERT INTO command_keys (key, caller, command, fingerprint, reply)
  SELECT k.key, 'customer/' || o.customer_id, 'PlaceOrder', order_request_fingerprint(o),
    json_build_object('outcome', 'accepted', 'orderId', o.order_id)
  FROM idempotency_keys k JOIN orders o ON o.order_id = k.order_id COLLATE "C"
  WHERE k.created_at > now() - interval '1 hour'
  ON CONFLICT DO NOTHING;

-- That somebody was forgotten, when and by whom: not who, nor under which pseudonym, since whoever keeps what an erasure printed
-- could tell by that whose orders were whose (ADR 64).
CREATE TABLE erasures (
  erasure_id uuid PRIMARY KEY,
  orders integer NOT NULL CHECK (orders >= 0),
  erased_by text NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION erasures_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of erasures are only ever added.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION erasures_are_final();
ALTER TABLE erasures ENABLE ALWAYS TRIGGER append_only;

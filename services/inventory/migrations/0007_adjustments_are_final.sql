-- Who changed the stock by hand, and why: nobody changes it afterwards. Set-up gives the application no more than adding
-- on any table that has a trigger of this name.
CREATE FUNCTION adjustments_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%" is refused: it records what people did. Adjust the stock once more.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustments
  FOR EACH STATEMENT EXECUTE FUNCTION adjustments_are_final();
ALTER TABLE adjustments ENABLE ALWAYS TRIGGER append_only;

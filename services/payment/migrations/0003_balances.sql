-- The stream is append-only in earnest: the application's role may add and read entries, nothing else, and
-- the owner's own mistake is refused too, with a sentence. Set-up gives no more than that on any table that
-- has a trigger of this name.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%" is refused: it is append-only. Append an entry that corrects the other.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger ENABLE ALWAYS TRIGGER append_only;

DO $$
DECLARE
  role regrole;
BEGIN
  FOR role IN
    SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'ledger'::regclass AND grantee NOT IN (relowner, 0)
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON ledger FROM %s', role);
  END LOOP;
END $$;

-- What the entries come to per account: a projection, which `ledger rebuild` can make anew from the stream.
-- Minor units; numeric, because a sum of amounts may be larger than any amount.
CREATE TABLE balances (
  account text COLLATE "C" NOT NULL
    CHECK (account IN ('customer_receivable', 'gateway_clearing', 'refunds_payable', 'sales')),
  currency text COLLATE "C" NOT NULL,
  debits numeric NOT NULL CHECK (debits >= 0 AND scale(debits) = 0),
  credits numeric NOT NULL CHECK (credits >= 0 AND scale(credits) = 0),
  PRIMARY KEY (account, currency)
) WITH (fillfactor = 10); -- a few rows that every batch updates: room for their versions beside them

-- Double entry: whoever writes balances, the accounts of a currency sum to zero after each statement.
CREATE FUNCTION refuse_imbalance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT currency, sum(debits) - sum(credits) AS off INTO wrong
  FROM balances GROUP BY currency HAVING sum(debits) <> sum(credits) LIMIT 1;
  IF FOUND THEN
    -- No batch's data are at fault: with this code batches wait for a person, and none is given up.
    RAISE EXCEPTION 'the accounts would be off by % %: run "ledger check", then "ledger rebuild"', wrong.off, wrong.currency
      USING ERRCODE = 'data_corrupted';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER double_entry AFTER INSERT OR UPDATE OR DELETE ON balances
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_imbalance();

-- Ledgers from before: each entry that moves money, with the two accounts that it moves it between.
WITH amounts AS (
  SELECT order_id, (entry #>> '{amount,amount}')::numeric AS amount, entry #>> '{amount,currency}' AS currency
  FROM ledger WHERE type = 'CaptureRequested'
), postings AS (
  SELECT debit, credit, currency, amount
  FROM ledger JOIN amounts USING (order_id) JOIN (VALUES
    ('CaptureRequested', 'customer_receivable', 'sales'),
    ('Captured', 'gateway_clearing', 'customer_receivable'),
    ('Declined', 'sales', 'customer_receivable'),
    ('RefundRequested', 'sales', 'refunds_payable'),
    ('Refunded', 'refunds_payable', 'gateway_clearing')
  ) AS rule (type, debit, credit) USING (type)
), sides AS (
  SELECT debit AS account, currency, amount AS debited, 0 AS credited FROM postings
  UNION ALL
  SELECT credit, currency, 0, amount FROM postings
)
INSERT INTO balances (account, currency, debits, credits)
SELECT account, currency, sum(debited), sum(credited) FROM sides GROUP BY account, currency;

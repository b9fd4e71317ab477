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

-- What the entries come to: a projection, which `ledger rebuild` can make anew from the stream. It is kept by
-- pairs of accounts, and balances are seen through a view: an amount that one account is debited is credited to
-- another because it is one number in one row, so no writer can bring the accounts out of balance.
-- Minor units; numeric, because a sum of amounts may be larger than any amount.
CREATE TABLE account_flows (
  debit text COLLATE "C" NOT NULL,
  credit text COLLATE "C" NOT NULL,
  currency text COLLATE "C" NOT NULL,
  amount numeric NOT NULL CHECK (amount >= 0 AND scale(amount) = 0),
  PRIMARY KEY (debit, credit, currency),
  CHECK (debit <> credit)
) WITH (fillfactor = 10); -- a few rows that every batch updates: room for their versions beside them

CREATE VIEW balances AS
  SELECT account, currency, sum(debits) AS debits, sum(credits) AS credits, sum(debits) - sum(credits) AS balance
  FROM account_flows, LATERAL (VALUES (debit, amount, 0), (credit, 0, amount)) AS sides (account, debits, credits)
  GROUP BY account, currency;

-- Ledgers from before: each entry that moves money, with the two accounts that it moves it between.
INSERT INTO account_flows (debit, credit, currency, amount)
SELECT debit, credit, entry #>> '{amount,currency}', sum((entry #>> '{amount,amount}')::numeric)
FROM ledger AS asked
JOIN (SELECT order_id, type FROM ledger) AS moves USING (order_id)
JOIN (VALUES
  ('CaptureRequested', 'customer_receivable', 'sales'),
  ('Captured', 'gateway_clearing', 'customer_receivable'),
  ('Declined', 'sales', 'customer_receivable'),
  ('RefundRequested', 'sales', 'refunds_payable'),
  ('Refunded', 'refunds_payable', 'gateway_clearing')
) AS rule (type, debit, credit) ON rule.type = moves.type
WHERE asked.type = 'CaptureRequested'
GROUP BY debit, credit, entry #>> '{amount,currency}';

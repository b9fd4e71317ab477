import { listed } from './listed.ts'
import type { Findings, Scope } from './types.ts'

/** What the ledger comes to, by pairs of accounts. It is worked out here anew, not with the service's own code. */
export const ledgerFlows = `
  SELECT debit, credit, currency, sum(amount) AS amount
  FROM ledger
  JOIN (SELECT order_id, entry #>> '{amount,currency}' AS currency, (entry #>> '{amount,amount}')::numeric AS amount
    FROM ledger WHERE type = 'CaptureRequested') AS asked USING (order_id)
  JOIN (VALUES
    ('CaptureRequested', 'customer_receivable', 'sales'),
    ('Captured', 'gateway_clearing', 'customer_receivable'),
    ('Declined', 'sales', 'customer_receivable'),
    ('RefundRequested', 'sales', 'refunds_payable'),
    ('Refunded', 'refunds_payable', 'gateway_clearing')
  ) AS rule (type, debit, credit) USING (type)
  GROUP BY debit, credit, currency`

const flaws = `
  WITH rebuilt AS (
    SELECT account, currency, sum(debits) AS debits, sum(credits) AS credits
    FROM (${ledgerFlows}) AS flows, LATERAL (VALUES (debit, amount, 0), (credit, 0, amount)) AS sides (account, debits, credits)
    GROUP BY account, currency
  )
  SELECT account || ' ' || currency AS subject,
    'debits and credits are ' || coalesce(b.debits, 0) || ' and ' || coalesce(b.credits, 0)
      || ', by the ledger ' || coalesce(r.debits, 0) || ' and ' || coalesce(r.credits, 0) AS detail
  FROM balances b FULL JOIN rebuilt r USING (account, currency)
  WHERE (coalesce(b.debits, 0), coalesce(b.credits, 0)) <> (coalesce(r.debits, 0), coalesce(r.credits, 0))
  UNION ALL
  SELECT currency, 'the accounts sum to ' || sum(balance) || ', not to 0'
  FROM balances GROUP BY currency HAVING sum(balance) <> 0`

/** The accounts of a currency sum to zero, and each holds what the ledger's entries come to. */
export async function accountsAddUp({ databases: { payments } }: Scope): Promise<Findings> {
  const { rows } = await payments.query<{ accounts: number }>(
    'SELECT count(*)::integer AS accounts FROM balances',
  )
  return { checked: rows[0]?.accounts ?? 0, ...(await listed(payments, flaws)) }
}

import type { Flaw, LedgerReport } from '@orderflow/payment/ledger'

type Flows = LedgerReport['rebuilt']

const wholeNumber = new Intl.NumberFormat('en-US')
const maxShown = 20

/** A number where it is exact, else its digits as text. */
const exact = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))

const flawsOf = ({ streamFlaws, balanceFlaws }: LedgerReport): readonly Flaw[] => [
  ...streamFlaws,
  ...balanceFlaws,
]

/** A check of the ledger for people, at most 80 columns wide but for what is wrong. */
export function ledgerLines(report: LedgerReport, added: Flows): string[] {
  const { payments, entries, balances } = report
  const flaws = flawsOf(report)
  const right = (value: bigint) => wholeNumber.format(value).padStart(16)
  return [
    `${'account'.padEnd(20)}${'currency'.padEnd(9)}${'debits'.padStart(16)}${'credits'.padStart(16)}${'balance'.padStart(16)}`,
    ...balances.map(
      ({ account, currency, debits, credits, balance }) =>
        account.padEnd(20) + currency.padEnd(9) + right(debits) + right(credits) + right(balance),
    ),
    '',
    ...added.map(flow => `Rebuilt ${flow.debit} from ${flow.credit} ${flow.currency}: ${flow.amount} added.`),
    `${wholeNumber.format(entries)} entries of ${wholeNumber.format(payments)} payments: ${
      flaws.length === 0
        ? 'every stream is sound and the balances are what they come to'
        : `${wholeNumber.format(flaws.length)} violations`
    }.`,
    ...flaws.slice(0, maxShown).map(({ subject, detail }) => `  ${subject}: ${detail}`),
    ...(flaws.length > maxShown ? [`  … and ${wholeNumber.format(flaws.length - maxShown)} more`] : []),
  ]
}

/** The same for machines; the first 20 violations, and how many there are. */
export function ledgerResult(report: LedgerReport, added: Flows) {
  const flaws = flawsOf(report)
  return {
    payments: report.payments,
    entries: report.entries,
    balances: report.balances.map(({ account, currency, debits, credits, balance }) => ({
      account,
      currency,
      debits: exact(debits),
      credits: exact(credits),
      balance: exact(balance),
    })),
    added: added.map(flow => ({ ...flow, amount: exact(flow.amount) })),
    violated: flaws.length,
    violations: flaws.slice(0, maxShown),
  }
}

import { isDeepStrictEqual } from 'node:util'
import { describe, type Tx } from '@orderflow/messaging'
import { readBalances } from './balances.ts'
import { type Entry, evolve, type Payment } from './domain/payment.ts'
import { type Posting, postingsOf, type Turnover, turnovers } from './domain/postings.ts'
import { findPayments } from './store.ts'

export interface Flaw {
  /** An order's id, an account with its currency, or a currency. */
  readonly subject: string
  readonly detail: string
}

export interface LedgerReport {
  readonly payments: number
  readonly entries: number
  /** Made anew from the stream; `live` as the batches have kept them. */
  readonly rebuilt: readonly Turnover[]
  readonly live: readonly Turnover[]
  /** Streams that no decider wrote, or that a query reads otherwise. Where there are any, balances are not judged. */
  readonly streamFlaws: readonly Flaw[]
  readonly balanceFlaws: readonly Flaw[]
}

interface Row {
  readonly orderId: string
  readonly version: number
  readonly type: string
  readonly entry: Entry
}

/**
 * Reads the whole ledger once, in bounded memory: folds every stream with `evolve`, compares the state with
 * what a query of that payment reads, adds up what its entries post, and compares that with the live balances.
 *
 * @param tx in a REPEATABLE READ transaction: stream and balances of one moment agree while payments go on
 */
export async function checkLedger(tx: Tx, pageSize = 5_000): Promise<LedgerReport> {
  const flaws: Flaw[] = []
  const kept = new Map<string, bigint>()
  let rebuilt: Turnover[] = []
  let payments = 0
  let entries = 0
  for await (const rows of streams(tx, pageSize)) {
    const postings: Posting[] = []
    const states = new Map<string, Payment>()
    for (const [orderId, stream] of Map.groupBy(rows, row => row.orderId)) {
      const state = fold(stream, postings)
      if ('detail' in state) flaws.push({ subject: orderId, detail: state.detail })
      else states.set(orderId, state.payment)
    }
    payments += states.size
    entries += rows.length
    rebuilt = sum(rebuilt, turnovers(postings))
    flaws.push(...(await misread(tx, states)))
    for (const { amount, captured, refunded } of states.values()) {
      const currency = amount?.currency
      if (currency !== undefined) kept.set(currency, (kept.get(currency) ?? 0n) + BigInt(captured - refunded))
    }
  }
  const live = await readBalances(tx)
  const balanceFlaws = flaws.length > 0 ? [] : [...differences(rebuilt, live), ...notKept(rebuilt, kept)]
  return { payments, entries, rebuilt, live, streamFlaws: flaws, balanceFlaws }
}

/** The entries by stream, some streams at a time, each whole. */
async function* streams(tx: Tx, pageSize: number): AsyncGenerator<Row[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { rows }: { rows: Row[] } = await tx.query<Row>({
      name: 'ledger-scan',
      text: `SELECT order_id AS "orderId", version, type, entry FROM ledger WHERE order_id > $1 AND order_id <= (
               SELECT max(order_id) FROM (SELECT order_id FROM ledger WHERE order_id > $1 ORDER BY order_id LIMIT $2) AS page)
             ORDER BY order_id, version`,
      values: [after, pageSize],
    })
    if (rows.length > 0) yield rows
    after = rows.at(-1)?.orderId
  }
}

/** The state that a stream comes to, with its postings added to `postings`; or what is wrong with it. */
function fold(stream: readonly Row[], postings: Posting[]): { payment: Payment } | { detail: string } {
  let payment: Payment | undefined
  try {
    for (const { orderId, version, type, entry } of stream) {
      if (entry.orderId !== orderId || entry.type !== type) {
        return { detail: `entry ${version} is a ${type}, but says ${entry.type} of order ${entry.orderId}` }
      }
      payment = evolve(payment, entry)
      if (payment.version !== version) {
        return { detail: `entry ${payment.version} is missing, or is there twice: ${version} follows` }
      }
      postings.push(...postingsOf(entry.type, payment))
    }
  } catch (error) {
    return { detail: describe(error) }
  }
  return { payment: payment as Payment }
}

/** The payments whose state a query reads otherwise than the scan of the whole ledger. */
async function misread(tx: Tx, states: ReadonlyMap<string, Payment>): Promise<Flaw[]> {
  const queried = await findPayments(tx, [...states.keys()])
  return [...states].flatMap(([subject, state]) => {
    const other = queried.get(subject)
    if (isDeepStrictEqual(other, state)) return []
    return [{ subject, detail: `is ${state.status}, but a query says ${other?.status ?? 'nothing'}` }]
  })
}

const keyOf = ({ account, currency }: Turnover) => `${account} ${currency}`

/** The sums of two lists, each with one turnover per key, by key. */
function sum(one: readonly Turnover[], other: readonly Turnover[]): Turnover[] {
  return [...Map.groupBy([...one, ...other], keyOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, [first, second]]) => ({
      ...(first as Turnover),
      debits: (first?.debits ?? 0n) + (second?.debits ?? 0n),
      credits: (first?.credits ?? 0n) + (second?.credits ?? 0n),
    }))
}

/** What is to be added to the live balances so that they are the rebuilt ones; nothing where they are. */
export function drift({ rebuilt, live }: Pick<LedgerReport, 'rebuilt' | 'live'>): Turnover[] {
  const negated = live.map(row => ({ ...row, debits: -row.debits, credits: -row.credits }))
  return sum(rebuilt, negated).filter(({ debits, credits }) => debits !== 0n || credits !== 0n)
}

function differences(rebuilt: readonly Turnover[], live: readonly Turnover[]): Flaw[] {
  const lives = new Map(live.map(row => [keyOf(row), row]))
  const off = drift({ rebuilt, live }).map(({ account, currency, debits, credits }) => {
    const { debits: liveDebits = 0n, credits: liveCredits = 0n } = lives.get(`${account} ${currency}`) ?? {}
    const [liveSides, rebuiltSides] = [
      `${liveDebits} and ${liveCredits}`,
      `${liveDebits + debits} and ${liveCredits + credits}`,
    ]
    return {
      subject: `${account} ${currency}`,
      detail: `debits and credits are ${liveSides}, by the stream ${rebuiltSides}`,
    }
  })
  const unbalanced = [...Map.groupBy(live, ({ currency }) => currency)].flatMap(([subject, rows]) => {
    const total = rows.reduce((sum, { debits, credits }) => sum + debits - credits, 0n)
    return total === 0n ? [] : [{ subject, detail: `the accounts sum to ${total}, not to 0` }]
  })
  return [...off, ...unbalanced]
}

/** What the provider holds for us by the postings is what was captured and not refunded by the states. */
function notKept(rebuilt: readonly Turnover[], kept: ReadonlyMap<string, bigint>): Flaw[] {
  return [...kept].flatMap(([currency, amount]) => {
    const row = rebuilt.find(row => row.account === 'gateway_clearing' && row.currency === currency)
    const cleared = row === undefined ? 0n : row.debits - row.credits
    if (cleared === amount) return []
    return [
      { subject: `gateway_clearing ${currency}`, detail: `is ${cleared}, but the payments keep ${amount}` },
    ]
  })
}

import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '@orderflow/messaging/database'
import { describe } from '@orderflow/messaging/errors'
import { type Balance, readBalances, readFlows } from './balances.ts'
import { type Entry, evolve, type Payment } from './domain/payment.ts'
import { type Flow, flowKey, flowsOf, type Posting, postingsOf } from './domain/postings.ts'
import { findPayments } from './store.ts'

export interface Flaw {
  /** An order's id, two accounts and a currency, or an account and a currency. */
  readonly subject: string
  readonly detail: string
}

export interface LedgerReport {
  readonly payments: number
  readonly entries: number
  /** What the streams come to, made anew; `live` as the batches have kept it. */
  readonly rebuilt: readonly Flow[]
  readonly live: readonly Flow[]
  readonly balances: readonly Balance[]
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
  let rebuilt: Flow[] = []
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
    rebuilt = sum(rebuilt, flowsOf(postings))
    flaws.push(...(await misread(tx, states)))
    for (const { amount, captured, refunded } of states.values()) {
      const currency = amount?.currency
      if (currency !== undefined) kept.set(currency, (kept.get(currency) ?? 0n) + BigInt(captured - refunded))
    }
  }
  const live = await readFlows(tx)
  const balances = await readBalances(tx)
  const balanceFlaws = flaws.length > 0 ? [] : [...differences(rebuilt, live), ...notKept(rebuilt, kept)]
  return { payments, entries, rebuilt, live, balances, streamFlaws: flaws, balanceFlaws }
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

/** The sums of two lists, each with one flow per key, by key. */
function sum(one: readonly Flow[], other: readonly Flow[]): Flow[] {
  return [...Map.groupBy([...one, ...other], flowKey)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, [first, second]]) => ({
      ...(first as Flow),
      amount: (first?.amount ?? 0n) + (second?.amount ?? 0n),
    }))
}

/** What is to be added to the live flows so that they are the rebuilt ones; nothing where they are. */
export function drift({ rebuilt, live }: Pick<LedgerReport, 'rebuilt' | 'live'>): Flow[] {
  const negated = live.map(flow => ({ ...flow, amount: -flow.amount }))
  return sum(rebuilt, negated).filter(({ amount }) => amount !== 0n)
}

function differences(rebuilt: readonly Flow[], live: readonly Flow[]): Flaw[] {
  const amounts = new Map(live.map(flow => [flowKey(flow), flow.amount]))
  return drift({ rebuilt, live }).map(flow => {
    const { debit, credit, currency, amount } = flow
    const kept = amounts.get(flowKey(flow)) ?? 0n
    return {
      subject: `${debit} from ${credit} ${currency}`,
      detail: `is ${kept}, by the streams ${kept + amount}`,
    }
  })
}

/** What the provider holds for us by the postings is what was captured and not refunded by the states. */
function notKept(rebuilt: readonly Flow[], kept: ReadonlyMap<string, bigint>): Flaw[] {
  return [...kept].flatMap(([currency, amount]) => {
    const cleared = rebuilt
      .filter(flow => flow.currency === currency)
      .reduce((total, { debit, credit, amount }) => {
        if (debit === 'gateway_clearing') return total + amount
        return credit === 'gateway_clearing' ? total - amount : total
      }, 0n)
    if (cleared === amount) return []
    return [
      { subject: `gateway_clearing ${currency}`, detail: `is ${cleared}, but the payments keep ${amount}` },
    ]
  })
}

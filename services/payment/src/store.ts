import { insertRows, type Statement, type Tx } from '@orderflow/messaging/database'
import type { Input, Store } from '@orderflow/messaging/decider'
import { rememberSetAside } from '@orderflow/service-kit'
import { addFlows } from './balances.ts'
import type { Payments } from './domain/decide.ts'
import { type Appended, Ledger } from './domain/ledger.ts'
import type { Entry, GatewayAnswer, Money, Payment, Requested } from './domain/payment.ts'
import { flowsOf, postingsOf } from './domain/postings.ts'

/** Payments as an append-only ledger: state is what the entries come to. */
export const store: Store<Payments> = {
  async load(tx, inputs) {
    return { ledger: new Ledger(await readEntries(tx, inputs.map(orderIdOf))) }
  },

  save({ ledger }) {
    const appended = ledger.appended()
    return [
      ...insertEntries(appended.toSorted(byOrder)),
      ...insertRequests(requestedIn(ledger)),
      ...deleteRequests(appended.flatMap(answered)),
      // Last, because these few rows are every batch's: they are locked for as short as can be.
      ...addFlows(flowsOf(appended.flatMap(({ entry, payment }) => postingsOf(entry.type, payment)))),
    ]
  },

  setAside: rememberSetAside,
}

const orderIdOf = (input: Input) => (input.data as { orderId: string }).orderId

/** The state of one payment; for queries. */
export async function findPayment(tx: Tx, orderId: string): Promise<Payment | undefined> {
  return (await findPayments(tx, [orderId])).get(orderId)
}

/** The states of some payments; for queries. */
export async function findPayments(tx: Tx, orderIds: readonly string[]): Promise<Pick<Ledger, 'get'>> {
  return new Ledger(await readEntries(tx, orderIds))
}

async function readEntries(tx: Tx, orderIds: readonly string[]): Promise<Entry[]> {
  const { rows } = await tx.query<{ entry: Entry }>({
    name: 'ledger-read',
    text: 'SELECT entry FROM ledger WHERE order_id = ANY ($1) ORDER BY order_id, version',
    values: [orderIds],
  })
  return rows.map(row => row.entry)
}

const byOrder = (a: Appended, b: Appended) => (a.entry.orderId < b.entry.orderId ? -1 : 1)

const insertEntries = insertRows<Appended>('ledger', {
  order_id: ['text', ({ entry }) => entry.orderId],
  version: ['integer', ({ version }) => version],
  type: ['text', ({ entry }) => entry.type],
  entry: ['jsonb', ({ entry }) => JSON.stringify(entry)],
})

/** A question for the gateway that has no answer yet, with the trail of the input that asked it. */
export interface GatewayRequest {
  readonly orderId: string
  readonly operation: GatewayAnswer['operation']
  readonly customerId: string
  readonly amount: Money
  /** The id of the event that led to it. */
  readonly causeId: string
  readonly correlationId: string
  readonly initiator: string
  readonly traceparent?: string | null
  readonly tracestate?: string | null
  readonly attempts: number
}

const operationOf = { CaptureRequested: 'capture', RefundRequested: 'refund' } as const
const answeredBy = { Captured: 'capture', Declined: 'capture', Refunded: 'refund' } as const
const isIn = <Table extends object>(table: Table, type: string): type is string & keyof Table =>
  Object.hasOwn(table, type)

const toRequest =
  (ledger: Ledger) =>
  ({ entry, by }: Appended): GatewayRequest[] => {
    const { type } = entry
    if (!isIn(operationOf, type)) return []
    const { orderId, customerId, amount } = ledger.get(entry.orderId) as Requested
    const { id: causeId, correlationId, initiator, traceparent = null, tracestate = null } = by
    const operation = operationOf[type]
    const trail = { causeId, correlationId, initiator, traceparent, tracestate }
    return [{ orderId, operation, customerId, amount, ...trail, attempts: 0 }]
  }

const answered = ({ entry: { type, orderId } }: Appended) =>
  isIn(answeredBy, type) ? [{ orderId, operation: answeredBy[type] }] : []

/** The requests that a batch has added to the ledger. */
export const requestedIn = (ledger: Ledger): GatewayRequest[] => ledger.appended().flatMap(toRequest(ledger))

/** How long a request is its worker's alone, in milliseconds; renewed while it is at work. */
export const leaseMs = 5_000

/** Leased from the beginning: the process that commits them asks at once, and others only if it dies. */
const insertRequests = insertRows<GatewayRequest>('gateway_requests', {
  order_id: ['text', r => r.orderId],
  operation: ['text', r => r.operation],
  customer_id: ['text', r => r.customerId],
  amount: ['bigint', r => r.amount.amount],
  currency: ['text', r => r.amount.currency],
  cause_id: ['uuid', r => r.causeId],
  correlation_id: ['text', r => r.correlationId],
  initiator: ['text', r => r.initiator],
  traceparent: ['text', r => r.traceparent],
  tracestate: ['text', r => r.tracestate],
  due_at: ['integer', () => leaseMs, "now() + n.due_at * interval '1 millisecond'"],
})

/**
 * Deletes what has been answered: one statement for each operation, as a join would read the whole table where it was
 * empty when it was counted last.
 */
export function deleteRequests(
  answers: readonly Pick<GatewayRequest, 'orderId' | 'operation'>[],
): Statement[] {
  return [...Map.groupBy(answers, answer => answer.operation)].map(([operation, ofOperation]) => ({
    name: 'gateway-requests-delete',
    text: 'DELETE FROM gateway_requests WHERE order_id = ANY ($1::text[]) AND operation = $2',
    values: [ofOperation.map(answer => answer.orderId), operation],
  }))
}

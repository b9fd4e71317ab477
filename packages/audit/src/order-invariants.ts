import { isTerminal, type OrderFacts, type PaymentStream } from './types.ts'

/** Every order has come to one of its three ends, and by its deadline asks for one itself. */
export function hasEnded({ order }: OrderFacts): string | undefined {
  if (order === undefined || isTerminal(order.status)) return undefined
  return `is ${order.status}${order.overdue ? ', past its deadline' : ''}`
}

/**
 * The streams that a payment can have, and the state that each comes to. Any other is illegal, two captures
 * and a refund of nothing among them.
 */
const paymentStates = new Map([
  ['CaptureRequested', 'PENDING'],
  ['CaptureRequested, Declined', 'DECLINED'],
  ['CaptureRequested, Captured', 'CAPTURED'],
  ['CaptureRequested, Captured, RefundRequested', 'REFUND_PENDING'],
  ['CaptureRequested, Captured, RefundRequested, Refunded', 'REFUNDED'],
  // The order was cancelled before there was anything to capture, or while the gateway was asked.
  ['Voided', 'VOIDED'],
  ['CaptureRequested, VoidRequested', 'VOID_PENDING'],
  ['CaptureRequested, VoidRequested, Declined', 'DECLINED'],
  ['CaptureRequested, VoidRequested, Captured, RefundRequested', 'REFUND_PENDING'],
  ['CaptureRequested, VoidRequested, Captured, RefundRequested, Refunded', 'REFUNDED'],
])

/** What was captured and not refunded is the order's price if it completed, else nothing. */
export function moneyAddsUp({ order, payment }: OrderFacts): string | undefined {
  const flaw = payment && flawOf(payment)
  if (flaw !== undefined || order === undefined || !isTerminal(order.status)) return flaw

  const captured = times(payment, 'Captured')
  const refunded = times(payment, 'Refunded')
  const kept = captured - refunded
  if (order.status !== 'COMPLETED') {
    return kept === 0n ? undefined : `is ${order.status}, captured ${captured}, refunded ${refunded}`
  }
  const { total, currency } = order
  if (kept === total && (payment === undefined || payment.currency === currency)) return undefined
  const paid = `captured ${captured}, refunded ${refunded} ${payment?.currency ?? ''}`.trimEnd()
  return `is COMPLETED with a total of ${total === null ? 'nothing known' : `${total} ${currency}`}, ${paid}`
}

function flawOf({ versions, types, amount, mislabelled }: PaymentStream): string | undefined {
  if (versions.some((version, index) => version !== index + 1)) {
    return `its ledger has the versions ${versions.join(', ')}`
  }
  if (!paymentStates.has(types.join(', '))) return `its ledger is ${types.join(', ')}`
  if (mislabelled > 0) return `entries of its ledger that name another order or type: ${mislabelled}`
  const sound = types[0] === 'Voided' ? amount === null : amount !== null && amount >= 0n
  return sound ? undefined : `its ledger asks for the amount ${amount}`
}

/** How often an entry of this type was made, times the amount: what was captured, or refunded. */
export const times = (payment: PaymentStream | undefined, type: string): bigint =>
  BigInt(payment?.types.filter(entry => entry === type).length ?? 0) * (payment?.amount ?? 0n)

/** An order is completed if and only if exactly one shipment of it was dispatched. */
export function completedIsDispatched({ order, shipments }: OrderFacts): string | undefined {
  if (order === undefined) return undefined
  const dispatched = shipments.filter(status => status === 'DISPATCHED').length
  const sound = isTerminal(order.status)
    ? dispatched === (order.status === 'COMPLETED' ? 1 : 0)
    : dispatched <= 1
  return sound ? undefined : `is ${order.status} with ${dispatched} dispatched shipments`
}

/** Of a version of the saga with a check, what is captured was cleared before; of the first nothing is. */
export function capturedAsCleared({ order, payment }: OrderFacts): string | undefined {
  if (order === undefined || payment?.types[0] !== 'CaptureRequested') return undefined
  const { saga } = order
  if (payment.cleared === saga > 1) return undefined
  return `goes by saga ${saga}, and its capture was asked for ${payment.cleared ? 'by' : 'without'} an OrderCleared`
}

/** How an order can have ended in every service: order, reservation, payment, shipments. */
const ends = new Set([
  'COMPLETED, SOLD, CAPTURED, DISPATCHED',
  'REJECTED, REFUSED, none, none',
  'REJECTED, RELEASED, DECLINED, none',
  'CANCELLED, RELEASED, REFUNDED, FAILED',
  // Cancelled on the way: each service was asked to undo what it had done, or leaves a tombstone.
  'CANCELLED, BARRED, VOIDED, CANCELLED',
  'CANCELLED, REFUSED, VOIDED, CANCELLED',
  'CANCELLED, RELEASED, VOIDED, CANCELLED',
  'CANCELLED, RELEASED, DECLINED, CANCELLED',
  'CANCELLED, RELEASED, REFUNDED, CANCELLED',
])

/**
 * The services agree on how each order ended, and none knows an order that the order service does not.
 * What the invariants of one matter already report of an order is not reported again here.
 */
export function servicesAgree(facts: OrderFacts): string | undefined {
  const { order, reservation = 'none', payment, shipments } = facts
  const paid = payment === undefined ? 'none' : (paymentStates.get(payment.types.join(', ')) ?? 'illegal')
  const shipped = shipments.length === 0 ? 'none' : shipments.toSorted().join(' and ')
  const elsewhere = `reservation ${reservation}, payment ${paid}, shipment ${shipped}`
  if (order === undefined) {
    // What only reporting knows is for its own invariant to report.
    const known = facts.reservation !== undefined || payment !== undefined || shipments.length > 0
    return known ? `is unknown to the order service: ${elsewhere}` : undefined
  }
  if (!isTerminal(order.status) || ends.has([order.status, reservation, paid, shipped].join(', '))) {
    return undefined
  }
  if (moneyAddsUp(facts) !== undefined || completedIsDispatched(facts) !== undefined) return undefined
  return `is ${order.status}: ${elsewhere}`
}

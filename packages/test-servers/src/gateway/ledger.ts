import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'

export type Operation = 'capture' | 'refund'

export interface GatewayRequest {
  readonly orderId: string
  readonly customerId: string
  readonly amount: { readonly amount: number; readonly currency: string }
}

/** What was decided for a key, for good. */
export interface Entry extends GatewayRequest {
  readonly key: string
  readonly operation: Operation
  readonly result: 'approved' | 'declined'
}

interface Violation {
  readonly code: 'CHARGED_TWICE' | 'REFUNDED_TWICE' | 'REFUND_WITHOUT_CHARGE' | 'KEY_REUSED'
  readonly orderId: string
  readonly key: string
}

interface Totals {
  readonly charges: number
  readonly refunds: number
  readonly declined: number
  /** Minor units over all currencies. */
  readonly charged: number
  readonly refunded: number
  /** Calls with a key that had been decided already. */
  readonly repeated: number
  readonly violations: readonly Violation[]
}

export interface Ledger {
  /** What was decided for this key; a key with another request is a violation, and `'reused'`. */
  find(key: string, operation: Operation, request: GatewayRequest): Entry | 'reused' | undefined
  /** Decides a key. Money moves, as it would at a real provider, even where a violation is noted. */
  decide(entry: Entry): void
  ofOrder(orderId: string): readonly Entry[]
  totals(): Totals
}

/**
 * The gateway's own books, kept apart from everything that it serves, so that they can witness against it:
 * a second charge for an order under another key shows as a violation. With a file they survive the
 * process; an entry is written before it is answered.
 */
export function createLedger(file?: string): Ledger {
  const byKey = new Map<string, Entry>()
  const byOrder = new Map<string, Entry[]>()
  const violations: Violation[] = []
  const sums = { charges: 0, refunds: 0, declined: 0, charged: 0, refunded: 0, repeated: 0 }

  function add(entry: Entry) {
    const { key, orderId, operation, result, amount } = entry
    const before = (byOrder.get(orderId) ?? []).filter(other => other.result === 'approved')
    const done = (other: Operation) => before.some(({ operation }) => operation === other)
    if (result === 'declined') sums.declined += 1
    else if (operation === 'capture') {
      if (done('capture')) violations.push({ code: 'CHARGED_TWICE', orderId, key })
      sums.charges += 1
      sums.charged += amount.amount
    } else {
      if (done('refund')) violations.push({ code: 'REFUNDED_TWICE', orderId, key })
      if (!done('capture')) violations.push({ code: 'REFUND_WITHOUT_CHARGE', orderId, key })
      sums.refunds += 1
      sums.refunded += amount.amount
    }
    byKey.set(key, entry)
    byOrder.set(orderId, [...(byOrder.get(orderId) ?? []), entry])
  }

  if (file !== undefined && existsSync(file)) {
    const text = readFileSync(file, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    // A line that a crash cut short was never answered.
    truncateSync(file, Buffer.byteLength(whole))
    for (const line of whole.split('\n').slice(0, -1)) add(JSON.parse(line))
  }

  return {
    find(key, operation, request) {
      const known = byKey.get(key)
      if (known === undefined) return undefined
      const { orderId } = request
      const { amount, currency } = known.amount
      if (
        known.operation !== operation ||
        known.orderId !== orderId ||
        known.customerId !== request.customerId ||
        amount !== request.amount.amount ||
        currency !== request.amount.currency
      ) {
        violations.push({ code: 'KEY_REUSED', orderId, key })
        return 'reused'
      }
      sums.repeated += 1
      return known
    },
    decide(entry) {
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`)
      add(entry)
    },
    ofOrder: orderId => byOrder.get(orderId) ?? [],
    totals: () => ({ ...sums, violations }),
  }
}

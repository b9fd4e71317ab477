import { derivedId } from '@orderflow/events'
import type { Input } from '@orderflow/messaging/decider'
import type { Payments } from '@orderflow/payment/domain/decide.ts'
import { type Appended, Ledger } from '@orderflow/payment/domain/ledger.ts'
import type { Entry, GatewayAnswer, Requested } from '@orderflow/payment/domain/payment.ts'
import type { GatewayRequest, PaymentCalls, PaymentFacts, Tables, Twin } from '../simulator/index.ts'
import { idOf } from './tables.ts'

/** The ledger and the requests for the gateway in memory: the twin of payment's `store.ts`. */
export const paymentTwin: Twin<Payments> = {
  create: () => ({
    ledger: new Map<string, readonly Entry[]>(),
    requests: new Map<string, GatewayRequest>(),
  }),

  load({ ledger }, inputs) {
    const orderIds = new Set(inputs.map(idOf))
    return { ledger: new Ledger([...orderIds].flatMap((id): readonly Entry[] => ledger?.get(id) ?? [])) }
  },

  save(tables, { ledger }) {
    const appended = ledger.appended()
    for (const { entry } of appended) {
      tables.ledger?.set(entry.orderId, [...(tables.ledger.get(entry.orderId) ?? []), entry])
    }
    for (const each of appended) {
      const request = requestIn(ledger, each)
      if (request !== undefined) tables.requests?.set(`${request.operation} ${request.orderId}`, request)
    }
    for (const { entry } of appended) {
      const operation = answeredBy[entry.type]
      if (operation !== undefined) tables.requests?.delete(`${operation} ${entry.orderId}`)
    }
  },

  cell({ ledger }, input) {
    return { state: ledger.get(idOf(input))?.status ?? 'NONE', input: nameOf(input) }
  },
}

const askedBy: Readonly<Record<string, GatewayRequest['operation']>> = {
  CaptureRequested: 'capture',
  RefundRequested: 'refund',
}
const answeredBy: Readonly<Record<string, GatewayRequest['operation']>> = {
  Captured: 'capture',
  Declined: 'capture',
  Refunded: 'refund',
}

function requestIn(ledger: Ledger, { entry, by }: Appended): GatewayRequest | undefined {
  const operation = askedBy[entry.type]
  if (operation === undefined) return undefined
  const { orderId, customerId, amount } = ledger.get(entry.orderId) as Requested
  const { id: causeId, correlationId, initiator } = by
  return { orderId, operation, customerId, amount, causeId, correlationId, initiator }
}

/** The gateway's answers are three inputs to the table of transitions. */
function nameOf({ type, data }: Input): string {
  if (type !== 'GatewayAnswered') return type
  const { operation, result } = data as GatewayAnswer
  if (operation === 'refund') return 'RefundApproved'
  return result === 'approved' ? 'CaptureApproved' : 'CaptureDeclined'
}

/** How the gateway's worker asks, and what it makes of an answer. */
export const paymentCalls: Omit<PaymentCalls, 'service'> = {
  requests: ({ requests }) => requests as ReadonlyMap<string, GatewayRequest>,

  keyOf: ({ orderId }) => orderId,

  answer({ orderId, operation, correlationId, initiator }, refusal) {
    const data: GatewayAnswer =
      operation === 'capture' && refusal !== undefined
        ? { orderId, operation, result: 'declined', reason: refusal }
        : { orderId, operation, result: 'approved', reference: derivedId(`${operation}-`, orderId) }
    return { type: 'GatewayAnswered', data, correlationId, initiator }
  },
}

/** What the ledger comes to, by order. */
export function readPayments({ ledger }: Tables): ReadonlyMap<string, PaymentFacts> {
  const streams = (ledger ?? new Map()) as ReadonlyMap<string, readonly Entry[]>
  return new Map(
    [...streams].map(([orderId, entries]) => {
      const { captured = 0, refunded = 0 } = new Ledger(entries).get(orderId) ?? {}
      const captures = entries.filter(({ type }) => type === 'Captured').length
      return [orderId, { captures, captured, refunded }]
    }),
  )
}

import type { EventType } from '../generated/topology.ts'
import { own } from '../lib/own.ts'

/**
 * What an event means for its order: a step forward, a refusal, the request to cancel, the undoing of an earlier step
 * (its compensation), or the end. `stock` is about a product.
 */
export type Meaning =
  | 'forward'
  | 'refusal'
  | 'request'
  | 'undo'
  | 'completed'
  | 'rejected'
  | 'cancelled'
  | 'stock'

interface Facts {
  readonly meaning: Meaning
  /** A sentence for people who do not know the event. */
  readonly says: string
}

/** In the order in which the map shows them. */
const facts: Readonly<Record<EventType, Facts>> = {
  OrderCreated: { meaning: 'forward', says: 'The order was accepted.' },
  StockReserved: { meaning: 'forward', says: 'The pieces are set aside, and the order has its price.' },
  OrderCleared: { meaning: 'forward', says: 'The order has passed the check for fraud.' },
  PaymentCaptured: { meaning: 'forward', says: 'The money was taken.' },
  ShipmentDispatched: {
    meaning: 'forward',
    says: 'The parcel is on its way: from here there is no way back.',
  },
  OrderCompleted: { meaning: 'completed', says: 'The end: everything agreed.' },

  StockRejected: { meaning: 'refusal', says: 'There is not enough stock.' },
  PaymentDeclined: { meaning: 'refusal', says: 'The gateway refused the payment.' },
  ShipmentFailed: { meaning: 'refusal', says: 'The parcel cannot be delivered.' },
  OrderRejected: { meaning: 'rejected', says: 'The end: refused, nothing is owed.' },

  OrderCancellationRequested: {
    meaning: 'request',
    says: 'The order is to be cancelled; shipping decides.',
  },
  ShipmentCancelled: { meaning: 'undo', says: 'Shipping decided that the cancellation came in time.' },
  StockReleased: { meaning: 'undo', says: 'The pieces are available again. This undoes the reservation.' },
  PaymentRefunded: { meaning: 'undo', says: 'The money was paid back. This undoes the capture.' },
  OrderCancelled: { meaning: 'cancelled', says: 'The end: undone, nothing is owed.' },

  InventoryAdjusted: { meaning: 'stock', says: 'The quantities of a product have changed.' },
}

const places = new Map(Object.keys(facts).map((type, n) => [type, n]))

/** Rows about events, in the order of the map; those about events that it does not know come last. */
export const inTheirOrder = <Row extends { readonly event: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => (places.get(a.event) ?? 1e3) - (places.get(b.event) ?? 1e3))

/** What the page knows of an event type; one that it does not know is taken for a step forward. */
export const factsOf = (type: string): Facts => own(facts, type) ?? { meaning: 'forward', says: '' }

/** The colour of an event, as a custom property: by its meaning where that is not just a step forward. */
export function colourOf(type: string, producer: string): string {
  switch (factsOf(type).meaning) {
    case 'forward':
    case 'stock':
      return `--${producer}`
    case 'refusal':
    case 'rejected':
      return '--rejected'
    case 'request':
    case 'undo':
    case 'cancelled':
      return '--cancelled'
    case 'completed':
      return '--completed'
  }
}

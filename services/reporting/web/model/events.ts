import type { EventType } from '../generated/topology.ts'

/**
 * What an event means for its order: a step forward, a refusal, the wish to cancel, the undoing of an earlier step
 * (its compensation), or the end. `stock` is about a product.
 */
export type Meaning =
  | 'forward'
  | 'refusal'
  | 'wish'
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

const facts: Readonly<Record<EventType, Facts>> = {
  OrderCreated: { meaning: 'forward', says: 'The order was accepted.' },
  StockReserved: { meaning: 'forward', says: 'The pieces are set aside, and the order has its price.' },
  StockRejected: { meaning: 'refusal', says: 'There is not enough stock.' },
  StockReleased: { meaning: 'undo', says: 'The pieces are available again. This undoes the reservation.' },
  PaymentCaptured: { meaning: 'forward', says: 'The money was taken.' },
  PaymentDeclined: { meaning: 'refusal', says: 'The gateway refused the payment.' },
  PaymentRefunded: { meaning: 'undo', says: 'The money was paid back. This undoes the capture.' },
  ShipmentDispatched: { meaning: 'forward', says: 'The parcel is on its way: from here there is no way back.' },
  ShipmentFailed: { meaning: 'refusal', says: 'The parcel cannot be delivered.' },
  ShipmentCancelled: { meaning: 'undo', says: 'Shipping decided that the cancellation came in time.' },
  OrderCancellationRequested: { meaning: 'wish', says: 'Somebody wants the order cancelled; shipping decides.' },
  OrderCompleted: { meaning: 'completed', says: 'The end: everything agreed.' },
  OrderRejected: { meaning: 'rejected', says: 'The end: refused, nothing is owed.' },
  OrderCancelled: { meaning: 'cancelled', says: 'The end: undone, nothing is owed.' },
  InventoryAdjusted: { meaning: 'stock', says: 'The quantities of a product have changed.' },
}

/** What the page knows of an event type; one that it does not know is taken for a step forward. */
export const factsOf = (type: string): Facts =>
  facts[type as EventType] ?? { meaning: 'forward', says: '' }

/** The colour of an event, as a custom property: by its meaning where that is not just a step forward. */
export function colourOf(type: string, producer: string): string {
  switch (factsOf(type).meaning) {
    case 'forward':
    case 'stock':
      return `--${producer}`
    case 'refusal':
    case 'rejected':
      return '--rejected'
    case 'wish':
    case 'undo':
    case 'cancelled':
      return '--cancelled'
    case 'completed':
      return '--completed'
  }
}

/**
 * Where an order stands, in the words that every API uses for it. Each outranks those before it. CANCEL_PENDING is a
 * semantic lock: the order waits for shipping's word on its cancellation.
 */
export const orderStatuses = [
  'PENDING',
  'STOCK_RESERVED',
  'PAID',
  'CANCEL_PENDING',
  'COMPLETED',
  'REJECTED',
  'CANCELLED',
] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** What an order comes to; one that has come to nothing yet is open. */
export const orderOutcomes = ['COMPLETED', 'REJECTED', 'CANCELLED'] as const satisfies readonly OrderStatus[]
export type OrderOutcome = (typeof orderOutcomes)[number]

import type { Scenario, SmallWorld, Stimulus } from './simulator/index.ts'

const place: Stimulus = { id: 'place order-1', kind: 'place', order: 0, repeat: 'first' }
const cancel: Stimulus = { id: 'cancel order-1', kind: 'cancel', order: 0 }
const deadline: Stimulus = { id: 'deadline of order-1', kind: 'deadline', order: 0 }

/**
 * One order of one piece, from its placement to its end, with its cancellation at every moment: the race of
 * cancellation, payment and shipment, for each way that these can end.
 */
export const smallWorlds: readonly SmallWorld[] = [
  race('cancelled by the customer', 'customer-1', [cancel]),
  race('cancelled, declined', 'declined-1', [cancel]),
  race('cancelled, undeliverable', 'undeliverable-1', [cancel]),
  race('cancelled, out of stock', 'customer-1', [cancel], { stock: 0 }),
  race('cancelled, an answer is lost', 'customer-1', [cancel], { lostAnswers: 1 }),
  race('expired', 'customer-1', [deadline]),
  race('expired, declined', 'declined-1', [deadline]),
  race('cancelled and expired', 'customer-1', [cancel, deadline], { duplicates: 0 }),
  race('saga 2, cancelled', 'customer-1', [cancel], { saga: 2 }),
  race('saga 2, cancelled, declined', 'declined-1', [cancel], { saga: 2 }),
  race('saga 2, cancelled, undeliverable', 'undeliverable-1', [cancel], { saga: 2 }),
  race('saga 2, cancelled, out of stock', 'customer-1', [cancel], { saga: 2, stock: 0 }),
  race('saga 2, suspected of fraud, cancelled and expired', 'customer-1', [cancel, deadline], {
    saga: 2,
    unitPrice: 300,
  }),
  race('saga 2, expired', 'customer-1', [deadline], { saga: 2 }),
  race('saga 2, expired, declined', 'declined-1', [deadline], { saga: 2 }),
]

function race(
  name: string,
  customerId: string,
  cancellations: readonly Stimulus[],
  { stock = 1, lostAnswers = 0, duplicates = 1, unitPrice = 100, saga = 1 as 1 | 2 } = {},
): SmallWorld {
  const scenario: Scenario = {
    deployment: 2,
    partitions: 1,
    products: [{ productId: 'prod-1', unitPrice, stock }],
    orders: [
      { orderId: 'order-1', customerId, items: [{ productId: 'prod-1', quantity: 1 }], key: undefined, saga },
    ],
    stimuli: [place, ...cancellations],
  }
  return { name, scenario, duplicates, lostAnswers }
}

import { consumedTopics, contractsOf, derivedId, type ServiceTables } from '@orderflow/events'
import * as inventory from '@orderflow/inventory/consumers'
import type { AdjustStock } from '@orderflow/inventory/domain/stock.ts'
import type { CommandKey } from '@orderflow/messaging/command-keys'
import * as order from '@orderflow/order/consumers'
import { costsMoreThan } from '@orderflow/order/domain/fraud.ts'
import type { PlaceOrder } from '@orderflow/order/domain/order.ts'
import * as payment from '@orderflow/payment/consumers'
import { createCarrier } from '@orderflow/shipping/carrier'
import * as shipping from '@orderflow/shipping/consumers'
import * as previousInventory from '../../previous/inventory.ts'
import * as previousOrder from '../../previous/order.ts'
import * as previousPayment from '../../previous/payment.ts'
import type {
  Books,
  Deployment,
  ForService,
  Scenario,
  SimulatedService,
  Stimulus,
  System,
  Tables,
} from '../simulator/index.ts'
import { inventoryTwin } from './inventory.ts'
import { orderTwin } from './order.ts'
import { paymentCalls, paymentTwin, readPayments } from './payment.ts'
import { shippingTwin } from './shipping.ts'
import { stuck } from './stuck.ts'
import { currency } from './tables.ts'

/** The services' places in a deployment. */
const place = { order: 0, inventory: 1, payment: 2, shipping: 3 } as const

/** Minor units: some of a scenario's orders cost more, and are suspect. */
const fraudLimit = 250

/** The releases that must work side by side, as in a migration from version 1 of OrderCreated to 2. */
const deployments: readonly Deployment[] = [
  deployment('version 2 of OrderCreated, and 1 as its copy', [2, 1], true),
  deployment('version 1 alone: it is read through the upcaster', [1], true),
  deployment('version 2 alone', [2], true),
  // The older release of a consumer does not know copies: its inbox makes one effect of the two.
  deployment('versions 2 and 1, and both are read', [2, 1], false),
  {
    ...deployment(
      'services go back to what they were before version 2 of the saga, and forward',
      [2, 1],
      true,
    ),
    previous: [
      simulated('order', previousOrder, previousOrder.decide, orderTwin),
      simulated('inventory', previousInventory, previousInventory.decide, inventoryTwin),
      simulated('payment', previousPayment, previousPayment.decide, paymentTwin),
    ],
  },
]

/** The four services with their real decisions, as the simulator runs them. */
export const system: System = {
  deployments,
  inputOf,
  deadlineOf,
  payments: { service: place.payment, ...paymentCalls },
  read,
  stuck,
}

function deployment(name: string, orderCreated: readonly (1 | 2)[], leavesOutCopies: boolean): Deployment {
  const orderEvents = {
    consumes: order.consumes,
    publishes: { ...order.publishes, OrderCreated: [3 as const, ...orderCreated] },
  }
  const services = [
    simulated('order', orderEvents, order.decide(costsMoreThan(fraudLimit)), orderTwin),
    simulated('inventory', inventory, inventory.decide, inventoryTwin),
    simulated('payment', payment, payment.decide, paymentTwin),
    simulated('shipping', shipping, shipping.decide(createCarrier({ testValues: true })), shippingTwin),
  ]
  return { name, services: services.map(service => ({ ...service, leavesOutCopies })) }
}

function simulated(
  name: string,
  events: ServiceTables,
  decide: SimulatedService['decide'],
  twin: SimulatedService['twin'],
): SimulatedService {
  return {
    name,
    decide,
    twin,
    contracts: contractsOf(events),
    topics: consumedTopics(events.consumes),
    inboxKey: ({ id }) => id,
    keepsReplies: true,
    leavesOutCopies: true,
  }
}

/** What the routes and the deadline's worker make of what a person or the clock does. */
function inputOf(scenario: Scenario, stimulus: Stimulus, tables: readonly Tables[]): ForService | undefined {
  if (stimulus.kind === 'adjust') {
    const { productId = '' } = scenario.products[stimulus.product] ?? {}
    const data: AdjustStock = { productId, delta: stimulus.delta, reason: 'counted' }
    const key = { caller: 'operator', key: stimulus.id, fingerprint: 'same' }
    return { service: place.inventory, input: { type: 'AdjustStock', data, initiator: 'operator' }, key }
  }
  const wanted = scenario.orders[stimulus.order]
  if (wanted === undefined) return undefined
  const service = place.order
  const { orderId } = wanted
  switch (stimulus.kind) {
    case 'place':
      return {
        service,
        input: { type: 'PlaceOrder', data: placeOrder(wanted, stimulus), initiator: 'customer' },
        key: keyOf(wanted, stimulus),
      }
    case 'cancel':
      return { service, input: { type: 'CancelOrder', data: { orderId }, initiator: 'customer' } }
    case 'deadline':
      // The worker finds the order's row: there is no deadline without it.
      if (!tables[place.order]?.orders?.has(orderId)) return undefined
      return deadlineOf(orderId)
  }
}

function deadlineOf(orderId: string): ForService {
  return {
    service: place.order,
    input: { type: 'DeadlinePassed', data: { orderId }, initiator: 'deadline' },
  }
}

function placeOrder(
  { orderId, customerId, items, saga }: Scenario['orders'][number],
  { repeat }: Extract<Stimulus, { kind: 'place' }>,
): PlaceOrder {
  return {
    // The route makes a new id for each request.
    orderId: repeat === 'first' ? orderId : `${orderId}-${repeat}`,
    customerId,
    pseudonym: pseudonymOf(customerId, orderId),
    items,
    currency,
    deadlineMs: 15 * 60_000,
    saga,
  }
}

/** As the route makes it: it begins as the test customers' ids do. */
const pseudonymOf = (customerId: string, orderId: string) =>
  derivedId(/^(declined|undeliverable)-/.exec(customerId)?.[0] ?? 'pseudonym-', orderId)

function keyOf(
  { customerId, key }: Scenario['orders'][number],
  { repeat }: Extract<Stimulus, { kind: 'place' }>,
): CommandKey | undefined {
  const fingerprint = repeat === 'other-body' ? 'other' : 'same'
  return key === undefined ? undefined : { caller: `customer/${customerId}`, key, fingerprint }
}

function read(tables: readonly Tables[]): Books {
  const of = (name: keyof typeof place): Tables => tables[place[name]] ?? {}
  const rows = (table: Tables[string] | undefined) => table?.values() ?? []
  return {
    orders: rows(of('order').orders),
    products: rows(of('inventory').products),
    adjustments: rows(of('inventory').adjustments),
    payments: readPayments(of('payment')),
    shipments: of('shipping').shipments ?? new Map(),
  }
}

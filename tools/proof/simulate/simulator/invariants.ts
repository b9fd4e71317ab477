import type { Scenario } from './scenario.ts'
import type { Books, OrderRow, PaymentFacts, ProductRow, Violation } from './types.ts'
import { violate, type World } from './world.ts'

const terminal: ReadonlySet<string> = new Set(['COMPLETED', 'REJECTED', 'CANCELLED'])

/** Checks what must hold of a world at rest. The first thing that does not is the world's violation. */
export function checkAtRest(world: World): void {
  const books = world.system.read(world.services.map(({ tables }) => tables))
  const orders = [...books.orders]
  for (const order of orders) checkOrder(world, books, order)
  checkStock(world, books, orders)
  checkKeys(world, orders)
  checkGateway(world, books)
  for (const { outbox, service } of world.services) {
    if (outbox.length > 0)
      violate(world, 'outbox-empty', `${service.name}'s outbox holds ${outbox.length} rows`)
  }
  countEnds(world, orders)
}

const noPayment: PaymentFacts = { captures: 0, captured: 0, refunded: 0 }

function checkOrder(world: World, books: Books, order: OrderRow): void {
  for (const { invariant, detail } of problemsOf(world, books, order)) violate(world, invariant, detail)
  const { orderId, status, total } = order
  if (status === 'COMPLETED' && total === null) violate(world, 'money-adds-up', `${orderId} says no price`)
}

/** What is wrong with an order at rest. */
function* problemsOf(
  world: World,
  books: Books,
  { orderId, status, total, items }: OrderRow,
): Generator<Violation> {
  if (!terminal.has(status)) yield { invariant: 'order-ended', detail: `${orderId} is ${status} for good` }
  const ends = world.ends.get(orderId) ?? 0
  if (ends !== 1) {
    yield { invariant: 'one-end', detail: `${orderId} is ${status} and its end was announced ${ends} times` }
  }

  const completed = status === 'COMPLETED'
  const shipment = books.shipments.get(orderId)?.status ?? 'not there'
  if (completed !== (shipment === 'DISPATCHED')) {
    const detail = `${orderId} is ${status} and its shipment is ${shipment}`
    yield { invariant: 'completed-is-dispatched', detail }
  }

  const { captures, captured, refunded } = books.payments.get(orderId) ?? noPayment
  if (captures > 1) yield { invariant: 'one-capture', detail: `${orderId} was captured ${captures} times` }
  const kept = captured - refunded
  const due = completed ? priceOf(world.scenario, items) : 0
  if (kept !== due) {
    const detail = `${orderId} is ${status}, costs ${due} and ${kept} was kept`
    yield { invariant: 'money-adds-up', detail }
  }
  // Of dead letters of the order that nobody has sent back it may not have learnt its price; it has its money.
  if (completed && total !== null && total.amount !== due) {
    yield { invariant: 'money-adds-up', detail: `${orderId} costs ${due} and says ${total.amount}` }
  }
}

/**
 * Once all deadlines have passed, with dead letters that nobody has sent back: an order has ended as it should, or it
 * is counted as stuck; and none is counted for nothing. Stock that a stuck order may hold is left out.
 */
export function checkCounted(world: World, stuck: ReadonlySet<string>): void {
  const books = world.system.read(world.services.map(({ tables }) => tables))
  const orders = [...books.orders]
  const held = new Set(orders.filter(({ orderId }) => stuck.has(orderId)).flatMap(productsOf))
  const uneven = new Map([...books.products].map(row => [row.productId, reservedOrUnsold(row, orders)]))
  for (const [productId, problem] of uneven) {
    if (problem !== undefined && !held.has(productId)) violate(world, 'ended-or-stuck', problem)
  }
  for (const order of orders) {
    const [problem] = problemsOf(world, books, order)
    if (problem !== undefined && !stuck.has(order.orderId)) {
      violate(world, 'ended-or-stuck', `nobody counts ${order.orderId} as stuck; ${problem.detail}`)
    }
    if (!terminal.has(order.status) && !world.deadLetters.some(isArbitration(order))) {
      violate(world, 'ended-by-deadline', `${order.orderId} is ${order.status}, and nothing keeps it`)
    }
    const holds = productsOf(order).some(productId => uneven.get(productId) !== undefined)
    if (problem === undefined && !holds && stuck.has(order.orderId)) {
      violate(world, 'stuck-for-a-reason', `${order.orderId} counts as stuck and has ended as it should`)
    }
  }
}

/** Between an order and the arbiter of its cancellation: without these an order cannot end, not even at its deadline. */
const arbitration: ReadonlySet<string> = new Set([
  'OrderCancellationRequested',
  'ShipmentDispatched',
  'ShipmentFailed',
  'ShipmentCancelled',
])

const isArbitration =
  ({ orderId }: OrderRow) =>
  ({ message }: World['deadLetters'][number]): boolean =>
    message.key === orderId && arbitration.has(message.type)

const productsOf = ({ items }: OrderRow): string[] => items.map(({ productId }) => productId)

const priceOf = ({ products }: Scenario, items: OrderRow['items']): number =>
  items.reduce((sum, { productId, quantity }) => {
    return sum + quantity * (products.find(product => product.productId === productId)?.unitPrice ?? 0)
  }, 0)

function checkStock(world: World, { products, adjustments }: Books, orders: readonly OrderRow[]): void {
  const adjusted = [...adjustments]
  const wanted = world.scenario.stimuli.filter(({ kind }) => kind === 'adjust').length
  if (adjusted.length > wanted) {
    violate(world, 'adjusted-once', `${wanted} adjustments were asked for and ${adjusted.length} made`)
  }
  for (const row of products) {
    const { productId, available, reserved, sold } = row
    const initial = world.scenario.products.find(product => product.productId === productId)?.stock ?? 0
    const delta = sum(adjusted.filter(of(productId)).map(adjustment => adjustment.delta))
    if (initial + delta !== available + reserved + sold) {
      const parts = `${available} available, ${reserved} reserved and ${sold} sold`
      violate(world, 'stock-conserved', `${initial} ${productId} adjusted by ${delta} became ${parts}`)
    }
    const problem = reservedOrUnsold(row, orders)
    if (problem !== undefined)
      violate(world, reserved === 0 ? 'sold-is-ordered' : 'nothing-reserved', problem)
  }
}

/** What is wrong with a product's pieces at rest: some are still reserved, or not those are sold that were ordered. */
function reservedOrUnsold(
  { productId, reserved, sold }: ProductRow,
  orders: readonly OrderRow[],
): string | undefined {
  if (reserved !== 0) return `${reserved} ${productId} are reserved for good`
  const bought = orders.filter(({ status }) => status === 'COMPLETED').flatMap(({ items }) => items)
  const ordered = sum(bought.filter(of(productId)).map(({ quantity }) => quantity))
  return sold === ordered ? undefined : `${sold} ${productId} are sold; completed orders have ${ordered}`
}

const of =
  (productId: string) =>
  (row: { readonly productId: string }): boolean =>
    row.productId === productId

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** What clients were told is so, and one key has one order. */
function checkKeys(world: World, orders: readonly OrderRow[]): void {
  const known = new Set(orders.map(({ orderId }) => orderId))
  const orderOf = new Map<string, string>()
  for (const { orderId, key } of world.accepted) {
    if (!known.has(orderId)) violate(world, 'accepted-exists', `${orderId} was accepted and is not there`)
    if (key === undefined) continue
    const before = orderOf.get(key) ?? orderId
    if (before !== orderId)
      violate(world, 'one-order-per-key', `${key} has the orders ${before} and ${orderId}`)
    orderOf.set(key, orderId)
  }
  const wanted = new Set(world.scenario.orders.map(({ orderId }) => orderId))
  const replies = world.services.flatMap(({ kept }) => [...kept.values()].map(({ reply }) => reply))
  const keyed = new Set(replies.map(reply => (reply as { readonly orderId?: string } | undefined)?.orderId))
  for (const orderId of known) {
    if (!wanted.has(orderId) && !keyed.has(orderId)) {
      violate(world, 'one-order-per-key', `${orderId} was made for a key that has an order`)
    }
  }
}

/** The gateway's own books say the same as the ledger. */
function checkGateway(world: World, { payments }: Books): void {
  const charged = new Map<string, { captured: number; refunded: number; times: number }>()
  for (const { orderId, charged: amount, refunded } of world.gateway.accounts.values()) {
    const so = charged.get(orderId) ?? { captured: 0, refunded: 0, times: 0 }
    const times = so.times + (amount > 0 ? 1 : 0)
    charged.set(orderId, { captured: so.captured + amount, refunded: so.refunded + refunded, times })
  }
  for (const [orderId, { captured, refunded, times }] of charged) {
    if (times > 1) violate(world, 'charged-once', `the gateway has charged ${orderId} ${times} times`)
    const ledger = payments.get(orderId) ?? noPayment
    if (ledger.captured !== captured || ledger.refunded !== refunded) {
      const ours = `${ledger.captured} and ${ledger.refunded}`
      violate(
        world,
        'gateway-agrees',
        `${orderId}: charged ${captured}, refunded ${refunded}; the ledger says ${ours}`,
      )
    }
  }
}

function countEnds({ tally }: World, orders: readonly OrderRow[]): void {
  for (const { status } of orders) {
    tally.orders++
    if (status === 'COMPLETED') tally.completed++
    else if (status === 'REJECTED') tally.rejected++
    else if (status === 'CANCELLED') tally.cancelled++
  }
}

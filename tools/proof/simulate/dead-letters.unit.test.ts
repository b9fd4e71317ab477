import type { Order } from '@orderflow/order/domain/order.ts'
import { describe, expect, it } from 'vitest'
import { sagaServices } from '../../dev/lib/services.ts'
import {
  checkAtRest,
  createWorld,
  drain,
  drainRecords,
  type Message,
  perform,
  type Scenario,
  stimulate,
  type World,
} from './simulator/index.ts'
import { system } from './system/index.ts'

/** What becomes of an order of one piece that costs 100, and of what it has to do with. */
interface Outcome {
  /** Status and reason. */
  readonly end: string
  /** Captured less refunded. */
  readonly money: number
  readonly reserved: number
  readonly sold: number
  readonly stuck: boolean
}
const outcome = (end: string, money = 0, reserved = 0, sold = 0, stuck = false): Outcome => {
  return { end, money, reserved, sold, stuck }
}

const completed = outcome('COMPLETED', 100, 0, 1)
const declined = outcome('REJECTED CARD_DECLINED')
const soldOut = outcome('REJECTED OUT_OF_STOCK')
const undeliverable = outcome('CANCELLED UNDELIVERABLE_ADDRESS')
const cancelled = outcome('CANCELLED CUSTOMER_REQUEST')
const expired = outcome('CANCELLED DEADLINE_EXCEEDED')

type Kind = 'plain' | 'saga 2' | 'declined' | 'undeliverable' | 'sold out' | 'cancelled'
interface Cell {
  /** `service EVENT`, or several that fail together. */
  readonly fails: readonly string[]
  readonly kind: Kind
  /** Without a redrive, when the deadline has passed. */
  readonly atDeadline: Outcome
  /** After a redrive behind the deadline, done twice. */
  readonly redriven: Outcome
  /** After a redrive before the deadline. */
  readonly early: Outcome
}
const cell = (
  fails: string | readonly string[],
  kind: Kind,
  atDeadline: Outcome,
  redriven: Outcome,
  early: Outcome = redriven,
): Cell => ({ fails: [fails].flat(), kind, atDeadline, redriven, early })

/**
 * Every event at every service that reacts to it. Before the pivot the deadline ends the order and what comes back
 * later is refused. What is stuck is a compensation, or the news of what shipping has decided: it comes back or
 * nothing does, so a person sends it back.
 */
const cells: readonly Cell[] = [
  cell('inventory OrderCreated', 'plain', expired, expired, completed),
  cell('inventory PaymentDeclined', 'declined', stuckAs(declined, { reserved: 1 }), declined),
  cell('inventory ShipmentDispatched', 'plain', stuckAs(completed, { reserved: 1, sold: 0 }), completed),
  cell('inventory ShipmentFailed', 'undeliverable', stuckAs(undeliverable, { reserved: 1 }), undeliverable),
  cell('inventory ShipmentCancelled', 'cancelled', stuckAs(cancelled, { reserved: 1 }), cancelled),

  cell('payment StockReserved', 'plain', expired, expired, completed),
  cell('payment OrderCleared', 'saga 2', expired, expired, completed),
  cell('payment ShipmentFailed', 'undeliverable', stuckAs(undeliverable, { money: 100 }), undeliverable),
  cell('payment ShipmentCancelled', 'cancelled', stuckAs(cancelled, { money: 100 }), cancelled),

  cell('shipping PaymentCaptured', 'plain', expired, expired, completed),
  // The request is not heard, so the order goes on; coming back, it is too late.
  cell('shipping OrderCancellationRequested', 'cancelled', completed, completed),

  cell('order StockReserved', 'plain', completed, completed),
  // In saga 2 the reservation is what the check waits for.
  cell('order StockReserved', 'saga 2', expired, expired, completed),
  cell('order StockRejected', 'sold out', expired, expired, soldOut),
  cell('order PaymentCaptured', 'plain', completed, completed),
  cell('order PaymentDeclined', 'declined', expired, expired, declined),
  cell(
    'order ShipmentDispatched',
    'plain',
    stuckAs(completed, { end: 'CANCEL_PENDING DEADLINE_EXCEEDED' }),
    completed,
  ),
  cell(
    'order ShipmentFailed',
    'undeliverable',
    stuckAs(undeliverable, { end: 'CANCEL_PENDING DEADLINE_EXCEEDED' }),
    undeliverable,
  ),
  cell(
    'order ShipmentCancelled',
    'cancelled',
    stuckAs(cancelled, { end: 'CANCEL_PENDING CUSTOMER_REQUEST' }),
    cancelled,
  ),

  // Two at once: the step forward and the way back, or both parts of a way back.
  cell(
    ['payment StockReserved', 'shipping OrderCancellationRequested'],
    'plain',
    outcome('CANCEL_PENDING DEADLINE_EXCEEDED', 0, 1, 0, true),
    expired,
    completed,
  ),
  cell(
    ['shipping PaymentCaptured', 'shipping OrderCancellationRequested'],
    'plain',
    outcome('CANCEL_PENDING DEADLINE_EXCEEDED', 100, 1, 0, true),
    completed,
  ),
  cell(
    ['inventory ShipmentCancelled', 'payment ShipmentCancelled'],
    'cancelled',
    stuckAs(cancelled, { money: 100, reserved: 1 }),
    cancelled,
  ),
  cell(
    ['order ShipmentFailed', 'payment ShipmentFailed', 'inventory ShipmentFailed'],
    'undeliverable',
    outcome('CANCEL_PENDING DEADLINE_EXCEEDED', 100, 1, 0, true),
    undeliverable,
  ),
]

function stuckAs(end: Outcome, differs: Partial<Outcome>): Outcome {
  return { ...end, ...differs, stuck: true }
}

const orders = 5
/** All but the last order fail; they lie on different partitions, and the last one shares one with some. */
const failing = (key: string) => key !== `order-${orders}`

const customers: Readonly<Record<Kind, string>> = {
  plain: 'c',
  'saga 2': 'c',
  declined: 'declined-c',
  undeliverable: 'undeliverable-c',
  'sold out': 'c',
  cancelled: 'c',
}

/** As many orders with a product each, so that what each of them holds can be told. */
function scenarioOf(kind: Kind, deployment: number): Scenario {
  const numbers = Array.from({ length: orders }, (_, i) => i + 1)
  const stock = kind === 'sold out' ? 0 : 1
  return {
    deployment,
    partitions: 3,
    products: numbers.map(n => ({ productId: `prod-${n}`, unitPrice: 100, stock })),
    orders: numbers.map(n => ({
      orderId: `order-${n}`,
      customerId: `${customers[kind]}${n}`,
      items: [{ productId: `prod-${n}`, quantity: 1 }],
      key: undefined,
      saga: kind === 'saga 2' ? 2 : 1,
    })),
    stimuli: [],
  }
}

/** The orders are placed, and perhaps cancelled; every message that is to fail has become a dead letter. */
function started({ fails, kind }: Cell, deployment: number): World {
  const world = createWorld(system, scenarioOf(kind, deployment))
  for (let order = 0; order < orders; order++) {
    const { orderId } = world.scenario.orders[order] ?? { orderId: '' }
    stimulate(world, { id: `place ${orderId}`, kind: 'place', order, repeat: 'first' })
    if (kind === 'cancelled') stimulate(world, { id: `cancel ${orderId}`, kind: 'cancel', order })
  }
  drainRecords(world, failsAt(fails))
  return world
}

const failsAt =
  (fails: readonly string[]) =>
  (service: string, { type, key }: Message) =>
    failing(key) && fails.includes(`${service} ${type}`)

function passDeadlines(world: World, { fails }: Cell): void {
  for (const [order, { orderId }] of world.scenario.orders.entries()) {
    stimulate(world, { id: `deadline of ${orderId}`, kind: 'deadline', order })
  }
  drainRecords(world, failsAt(fails))
}

function redriveAll(world: World, times: number): void {
  for (let time = 0; time < times; time++) {
    for (const letter of world.deadLetters.keys()) perform(world, { do: 'redrive', letter })
  }
  drain(world)
}

/** What each order has come to. */
function outcomes(world: World): Outcome[] {
  const books = system.read(world.services.map(({ tables }) => tables))
  const stuck = system.stuck(world.services)
  const products = [...books.products]
  return ([...books.orders] as Order[]).map(({ orderId, status, reason, items: [item] }) => {
    const { captured = 0, refunded = 0 } = books.payments.get(orderId) ?? {}
    const { reserved = 0, sold = 0 } = products.find(({ productId }) => productId === item?.productId) ?? {}
    const end = reason === null ? status : `${status} ${reason}`
    return { end, money: captured - refunded, reserved, sold, stuck: stuck.has(orderId) }
  })
}

/** All orders but the last come to this; that one to what it would have come to anyway. */
function expectAll(world: World, wanted: Outcome, undisturbed: Outcome): void {
  expect(world.violation).toBeUndefined()
  const found = outcomes(world)
  expect(found.slice(0, -1)).toEqual(Array.from({ length: orders - 1 }, () => wanted))
  expect(found.at(-1)).toEqual(undisturbed)
}

const undisturbed: Readonly<Record<Kind, Outcome>> = {
  plain: completed,
  'saga 2': completed,
  declined,
  undeliverable,
  'sold out': soldOut,
  cancelled,
}

it('the table has a cell for every event at every service that reacts to it', () => {
  const wanted = sagaServices.flatMap(({ name, consumes }) =>
    Object.keys(consumes).map(type => `${name} ${type}`),
  )
  const alone = new Set(cells.flatMap(({ fails }) => (fails.length === 1 ? fails : [])))
  expect([...alone].toSorted()).toEqual(wanted.toSorted())
})

describe.each(system.deployments.map(({ name }, deployment) => [name, deployment] as const))(
  'with %s: dead letters of',
  (_, deployment) => {
    describe.each(cells.map(each => [each.fails.join(' and '), each] as const))('%s', (_, each) => {
      it('leave the order ended by its deadline, or counted as stuck; a late redrive ends it or is refused', () => {
        const world = started(each, deployment)
        passDeadlines(world, each)
        expectAll(world, each.atDeadline, undisturbed[each.kind])

        redriveAll(world, 2)
        expectAll(world, each.redriven, undisturbed[each.kind])
        checkAtRest(world)
        expect(world.violation).toBeUndefined()
      })

      it('sent back before the deadline, twice: as if nothing had been', () => {
        const world = started(each, deployment)
        redriveAll(world, 2)
        passDeadlines(world, { ...each, fails: [] })
        expectAll(world, each.early, undisturbed[each.kind])
        checkAtRest(world)
        expect(world.violation).toBeUndefined()
      })
    })
  },
)

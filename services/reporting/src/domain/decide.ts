import { type EventData, instantOf } from '@orderflow/events'
import type { Decision, Input } from '@orderflow/messaging/decider'
import {
  type Money,
  type Order,
  type OrderEventType,
  type OrderStatus,
  orderEventTypes,
  outcomeOf,
  said,
  saidOf,
  unknownOrder,
} from './order.ts'
import { addTo, recount } from './tallies.ts'
import type { CloudEvent, Reporting } from './world.ts'

const nothing = { events: [] } as const satisfies Decision

/** An event of an order: it goes into the order's journey, and what it says into the order and the figures. */
const onOrderEvent =
  <Type extends OrderEventType>(type: Type) =>
  (world: Reporting, input: Input<EventData<Type>>): Decision<never> => {
    const data = input.data as EventData<OrderEventType>
    const time = timeOf(input)
    const shownTime = shown(time, input)
    const before = world.orders.get(data.orderId) ?? unknownOrder(data.orderId, shownTime)
    const after = {
      ...progressed(before, type, input as Input<EventData<OrderEventType>>, shownTime),
      added: [...before.added, input.id],
    }
    world.orders.set(after)
    recount(world, before, after)
    if (type === 'PaymentCaptured') takeIn(world, data as EventData<'PaymentCaptured'>, 'captured')
    if (type === 'PaymentRefunded') takeIn(world, data as EventData<'PaymentRefunded'>, 'refunded')
    world.journeys.add({ orderId: data.orderId, event: cloudEvent(input, time) })
    countEvent(world, type)
    return nothing
  }

/** What each event of an order does. */
export const onOrderEvents = Object.fromEntries(
  orderEventTypes.map(type => [type, onOrderEvent(type)]),
) as unknown as { readonly [T in OrderEventType]: ReturnType<typeof onOrderEvent<T>> }

/**
 * The quantities of a product. They carry their version, so the newest stands whenever and however often they
 * come: the topic is compacted, and read again for as long as it exists.
 */
export function onInventoryAdjusted(
  world: Reporting,
  input: Input<EventData<'InventoryAdjusted'>>,
): Decision<never> {
  const { productId, available, reserved, sold, adjustedAt } = input.data
  const version = input.event?.sequence ?? 0
  countEvent(world, 'InventoryAdjusted')
  const known = world.stock.get(productId)
  const deleted = known !== undefined && 'deleted' in known
  if (known !== undefined && !deleted && known.version >= version) return { ignored: 'late' }
  const anew = deleted || known?.anew === true
  const updatedAt = shown(utc(adjustedAt), input)
  world.stock.set({ productId, available, reserved, sold, version, updatedAt, ...(anew && { anew }) })
  return nothing
}

/**
 * A tombstone of a product. It has no version: it is behind what it deletes on the same partition, and what comes
 * behind it begins anew. It is no event, so it is counted nowhere.
 */
export function onProductDeleted(
  world: Reporting,
  { data }: Input<{ readonly key: string }>,
): Decision<never> {
  world.stock.set({ productId: data.key, deleted: true })
  return nothing
}

/** An order with what one more event says of it. Each part is a maximum, a sum, or the word of a single event. */
function progressed(
  order: Order,
  type: OrderEventType,
  input: Input<EventData<OrderEventType>>,
  time: string,
): Order {
  const { data } = input
  const word = said[type]
  const reason = 'reason' in data ? data.reason : null
  const moved = word === null ? order : saidOf(order, word, reason)
  return {
    ...moved,
    ...(type === 'OrderCreated' && placedBy(data as EventData<'OrderCreated'>, input)),
    total: totalOf(order, type, data),
    captured: order.captured + (type === 'PaymentCaptured' ? amountIn(data) : 0n),
    refunded: order.refunded + (type === 'PaymentRefunded' ? amountIn(data) : 0n),
    dispatches: order.dispatches + (type === 'ShipmentDispatched' ? 1 : 0),
    updatedAt: later(order.updatedAt, time),
    endedAt:
      word === moved.status && outcomeOf(moved) !== undefined ? endOf(order, word, time) : order.endedAt,
  }
}

/** The time of the word that ended the order; the earlier one should it have been said twice. */
const endOf = ({ status, endedAt }: Order, word: OrderStatus, time: string) =>
  status === word && endedAt !== null && endedAt < time ? endedAt : time

function placedBy({ customerId, items: ordered, createdAt }: EventData<'OrderCreated'>, input: Input) {
  const { correlationId } = input
  // A schema lets members through that it does not know, which may hold what no database can.
  const items = ordered.map(({ productId, quantity }) => ({ productId, quantity }))
  return { createdAt: shown(utc(createdAt), input), placed: { customerId, items, correlationId } }
}

/** The price: that of the reservation, or until it comes what was charged, which is the same. */
function totalOf(order: Order, type: OrderEventType, data: EventData<OrderEventType>): Money | null {
  if ('total' in data) return data.total
  return order.total ?? (type === 'PaymentCaptured' && 'amount' in data ? data.amount : null)
}

const amountIn = (data: EventData<OrderEventType>) => ('amount' in data ? BigInt(data.amount.amount) : 0n)

function takeIn(
  { revenue }: Reporting,
  { amount }: EventData<'PaymentCaptured' | 'PaymentRefunded'>,
  what: 'captured' | 'refunded',
): void {
  addTo(revenue, { currency: amount.currency, captured: 0n, refunded: 0n }, { [what]: BigInt(amount.amount) })
}

const countEvent = ({ eventCounts }: Reporting, type: string) => addTo(eventCounts, { type, n: 0 }, { n: 1 })

function cloudEvent(input: Input, time: string): CloudEvent {
  const { id, type, data, correlationId, initiator, event } = input
  return {
    id,
    type,
    topic: event?.topic ?? '',
    source: event?.source ?? '',
    time,
    sequence: event?.sequence,
    causationId: event?.causationId,
    correlationId,
    initiator,
    // Not the input's own, which is where this service stands in the trace.
    traceparent: event?.traceparent,
    data,
  }
}

/** More than clocks differ that are kept in step, and little beside the hour that brokers allow. */
const maxAheadMs = 5 * 60_000

/**
 * A time as lists and figures have it: its own, or the time at which its event was sent if it is further ahead of that
 * than clocks differ. Else one event dated in the year 2999 would be the newest of all for ever.
 */
function shown(time: string, { event, at }: Input): string {
  const sentAt = event?.sentAt ?? Date.parse(at)
  return Date.parse(time) <= sentAt + maxAheadMs ? time : new Date(sentAt).toISOString()
}

/** In UTC already: where events are read they get it so. */
const timeOf = ({ event, at }: Input) => event?.time ?? at

/** The validators let no other times through than those that are moments. */
const utc = (time: string) => instantOf(time) as string

const later = (one: string, other: string) => (one > other ? one : other)

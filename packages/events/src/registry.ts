import * as lib from '@orderflow/event-contracts'
import { orderCreatedV1, orderCreatedV2, stockReservedV1 } from './conversions.ts'
import { versions } from './generated/versions.ts'

/** Every event of the system. A schema without a row fails in a test, a row without its schema does not compile. */
export const events = lib.defineEvents('orderflow', {
  OrderCreated: {
    ...versions['order.created.v3'],
    key: 'orderId',
    older: [
      { ...versions['order.created.v2'], ...orderCreatedV2 },
      { ...versions['order.created.v1'], ...orderCreatedV1 },
    ],
  },
  OrderRejected: { ...versions['order.rejected.v1'], key: 'orderId' },
  OrderCompleted: { ...versions['order.completed.v1'], key: 'orderId' },
  OrderCancelled: { ...versions['order.cancelled.v1'], key: 'orderId' },
  OrderCancellationRequested: { ...versions['order.cancellation-requested.v1'], key: 'orderId' },
  OrderCleared: { ...versions['order.cleared.v1'], key: 'orderId' },
  StockReserved: {
    ...versions['stock.reserved.v2'],
    key: 'orderId',
    older: [{ ...versions['stock.reserved.v1'], ...stockReservedV1 }],
  },
  StockRejected: { ...versions['stock.rejected.v1'], key: 'orderId' },
  StockReleased: { ...versions['stock.released.v1'], key: 'orderId' },
  PaymentCaptured: { ...versions['payment.captured.v1'], key: 'orderId' },
  PaymentDeclined: { ...versions['payment.declined.v1'], key: 'orderId' },
  PaymentRefunded: { ...versions['payment.refunded.v1'], key: 'orderId' },
  ShipmentDispatched: { ...versions['shipment.dispatched.v1'], key: 'orderId' },
  ShipmentFailed: { ...versions['shipment.failed.v1'], key: 'orderId' },
  ShipmentCancelled: { ...versions['shipment.cancelled.v1'], key: 'orderId' },
  InventoryAdjusted: { ...versions['inventory.adjusted.v1'], key: 'productId', compacted: true },
  StockLow: { ...versions['stock.low.v1'], key: 'productId' },
})

export const {
  contracts,
  all: allContracts,
  currentVersions,
  ofTopic: contractOfTopic,
  ofVersion: contractOfVersion,
  contractsOf,
  consumedTopics,
  topics,
  upcast,
  downcast,
} = events

type Events = typeof events

/** An interface, so that code which is generic in its event's type can read what the data of its events share. */
interface CurrentData extends lib.CurrentData<Events> {}

/** The name of an event, whatever its version: `OrderCreated`. */
export type EventType = lib.EventType<Events>
export type Contract<T extends EventType = EventType> = lib.Contract<T>
export type VersionOf<T extends EventType> = lib.VersionOf<Events, T>
export type EventData<T extends EventType, V extends VersionOf<T> | 'current' = 'current'> = V extends number
  ? lib.EventData<Events, T, V>
  : CurrentData[T]
export type Versions = lib.Versions<Events>
export type Publishes<Published extends { readonly type: EventType } = Event> = lib.Publishes<
  Events,
  Published
>
export type EventsOf<Consumes extends Versions> = lib.EventsOf<Events, Consumes>
export type TombstonesOf<Consumes extends Versions> = lib.TombstonesOf<Events, Consumes>
export type Event<T extends EventType = EventType> = lib.Event<Events, T>

/** What a service has to do with events: both tables stand in its `consumers.ts`. */
export interface ServiceTables {
  /** The newest version of each event that it knows. */
  readonly consumes: Versions
  readonly publishes: Partial<Publishes>
}

/** The contract of a topic. @throws EventError `TOPIC_UNKNOWN` for one of no event. */
export function eventContract(topic: string): Contract {
  const contract = contractOfTopic(topic)
  if (contract === undefined) throw new lib.EventError('TOPIC_UNKNOWN', `${topic} is the topic of no event`)
  return contract
}

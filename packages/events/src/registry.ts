import type { conversions } from './conversions.ts'
import { schemas } from './generated/schemas.ts'
import type { DataByTopic } from './generated/types.ts'
import { validationError } from './validate.ts'

type Topic = keyof DataByTopic
type Title = (typeof schemas)[Topic]['title']
type TopicOf<T extends Title> = { [P in Topic]: (typeof schemas)[P]['title'] extends T ? P : never }[Topic]

interface Row<T extends Title> {
  /** The topic of the current version, which is also the path of its schema: `schemas/<domain>/<event>.v<N>.json`. */
  readonly topic: TopicOf<T>
  /** The property of the data that is the Kafka key; every version of the event has it. */
  readonly key: keyof DataByTopic[TopicOf<T>] & string
  /** The topic keeps the newest event of each key for ever, instead of every event for some days. */
  readonly compacted?: true
  /** The topics of earlier versions that are still understood, newest first; each has its conversion. */
  readonly older?: readonly (TopicOf<T> & keyof typeof conversions)[]
}

type AnyRow = Omit<Row<Title>, 'key' | 'older'> & { readonly key: string; readonly older?: readonly Topic[] }

/** Every event of the system. A schema without a row, or a row without its schema, does not compile. */
const rows = {
  OrderCreated: { topic: 'order.created.v2', key: 'orderId', older: ['order.created.v1'] },
  OrderRejected: { topic: 'order.rejected.v1', key: 'orderId' },
  OrderCompleted: { topic: 'order.completed.v1', key: 'orderId' },
  OrderCancelled: { topic: 'order.cancelled.v1', key: 'orderId' },
  OrderCancellationRequested: { topic: 'order.cancellation-requested.v1', key: 'orderId' },
  StockReserved: { topic: 'stock.reserved.v1', key: 'orderId' },
  StockRejected: { topic: 'stock.rejected.v1', key: 'orderId' },
  StockReleased: { topic: 'stock.released.v1', key: 'orderId' },
  PaymentCaptured: { topic: 'payment.captured.v1', key: 'orderId' },
  PaymentDeclined: { topic: 'payment.declined.v1', key: 'orderId' },
  PaymentRefunded: { topic: 'payment.refunded.v1', key: 'orderId' },
  ShipmentDispatched: { topic: 'shipment.dispatched.v1', key: 'orderId' },
  ShipmentFailed: { topic: 'shipment.failed.v1', key: 'orderId' },
  ShipmentCancelled: { topic: 'shipment.cancelled.v1', key: 'orderId' },
  InventoryAdjusted: { topic: 'inventory.adjusted.v1', key: 'productId', compacted: true },
  StockLow: { topic: 'stock.low.v1', key: 'productId' },
} as const satisfies { readonly [T in Title]: Row<T> }

/** The name of an event, whatever its version: `OrderCreated`. */
export type EventType = keyof typeof rows

type TopicsOf<T extends EventType> =
  | (typeof rows)[T]['topic']
  | ((typeof rows)[T] extends { readonly older: readonly (infer Older extends Topic)[] } ? Older : never)

/** The versions of an event that exist: `1 | 2`. */
export type VersionOf<T extends EventType> = {
  [P in TopicsOf<T>]: P extends `${string}.v${infer V extends number}` ? V : never
}[TopicsOf<T>]

type DataOfVersion<T extends EventType, V extends number> = DataByTopic[Extract<
  TopicsOf<T>,
  `${string}.v${V}`
>]

/** The data of an event in its current version, or in the one that is named. */
export type EventData<T extends EventType, V extends VersionOf<T> | 'current' = 'current'> = V extends number
  ? DataOfVersion<T, V>
  : DataByTopic[(typeof rows)[T]['topic']]

/** Events with a version each: the newest that a consumer knows. */
export type Versions = { readonly [T in EventType]?: VersionOf<T> }

/** The versions in which a producer publishes each of its events, newest first: one, or more in a migration. */
export type Publishes<E extends { readonly type: EventType } = Event> = {
  readonly [T in E['type']]: readonly VersionOf<T>[]
}

/** Every event in its current version: what a consumer of all events consumes. */
export const currentVersions = Object.fromEntries(
  Object.entries<AnyRow>(rows).map(([type, { topic }]) => [type, versionIn(topic)]),
) as unknown as { readonly [T in EventType]: CurrentVersionOf<T> }

type CurrentVersionOf<T extends EventType> =
  (typeof rows)[T]['topic'] extends `${string}.v${infer V extends number}` ? V : never

/** The events that a consumer names, by type, with the data of the versions that it names. */
export type EventsOf<C extends Versions> = {
  readonly [T in keyof C & EventType]: DataOfVersion<T, C[T] & number>
}

/** The events of which a topic keeps the newest of each key for ever. */
type CompactedType = {
  [T in EventType]: (typeof rows)[T] extends { readonly compacted: true } ? T : never
}[EventType]

/**
 * The tombstones that a consumer of these events meets beside them, by the name of their input: on a compacted topic,
 * a record without a value is the deletion of its key.
 */
export type TombstonesOf<C extends Versions> = {
  readonly [T in keyof C & CompactedType as `${T}Tombstone`]: { readonly key: string }
}

/** An event as a producer states it; its type decides its data. */
export type Event<T extends EventType = EventType> = {
  readonly [P in T]: {
    readonly type: P
    /**
     * The version of the aggregate after the change that the event reports: 1 for its first event, and more for every
     * later one, so that no two events of a service about the same key have the same. Two events of one decision have
     * two: the row's version is then the second one's.
     */
    readonly sequence: number
    readonly data: EventData<P>
  }
}[T]

/** What producers and consumers agree on for one version of one event. */
export interface Contract<T extends EventType = EventType> {
  readonly type: T
  readonly version: number
  readonly topic: string
  /** The property of the data that is the Kafka key. */
  readonly key: string
  readonly compacted: boolean
  /** The URI of the schema, for CloudEvents' `dataschema`. */
  readonly dataSchema: string
  /** JSON Schema draft-07. */
  readonly schema: object
  /** The versions before this one that are still understood, newest first. */
  readonly older: readonly Contract<T>[]
  /**
   * The Kafka key of an event with these data: the same key is always on the same partition, so its events keep their
   * order. Throws `EVENT_KEY_MISSING` when the data have none; valid data always have one.
   */
  keyOf(data: unknown): string
  /** What is wrong with the data in one line, as `validationError` says it. Never throws. */
  validationError(data: unknown): string | undefined
}

/** The contract of every event in its current version. */
export const contracts = Object.fromEntries(
  Object.entries<AnyRow>(rows).map(([type, row]) => [type, contractOf(type as EventType, row)]),
) as unknown as { readonly [T in EventType]: Contract<T> }

/** Every contract, earlier versions included. */
export const allContracts: readonly Contract[] = Object.values<Contract>(contracts).flatMap(contract => [
  contract,
  ...contract.older,
])

const byTopic = new Map(allContracts.map(contract => [contract.topic, contract]))

/** The contract whose events lie on this topic, which may be an earlier version's; undefined for another topic. */
export function contractOfTopic(topic: string): Contract | undefined {
  return byTopic.get(topic)
}

/** The contract of one version of an event; undefined if there is no such version. */
export function contractOfVersion<T extends EventType>(type: T, version: number): Contract<T> | undefined {
  const current = contracts[type]
  return [current, ...current.older].find(contract => contract.version === version)
}

function versionIn(topic: string): number {
  return Number(/\d+$/.exec(topic))
}

function contractOf(type: EventType, row: AnyRow): Contract {
  const { topic, key, compacted = false, older = [] } = row
  const schema = schemas[topic]
  const [before, ...rest] = older
  const previous = before && contractOf(type, { ...row, topic: before, older: rest })
  return {
    type,
    version: versionIn(topic),
    topic,
    key,
    compacted,
    dataSchema: schema.$id,
    schema,
    older: previous ? [previous, ...previous.older] : [],
    keyOf(data) {
      const found = (data as Readonly<Record<string, unknown>> | null | undefined)?.[key]
      if (typeof found === 'string') return found
      throw new Error(`EVENT_KEY_MISSING: ${type} needs the string ${key}; validate the data first`)
    },
    validationError: data => validationError({ topic }, data),
  }
}

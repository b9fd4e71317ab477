import { allContracts, type EventType, type VersionOf } from '@orderflow/events'

/** How an event is named on the brokers of other stacks. */
export interface WireName {
  readonly type: EventType
  /** `order`: an exchange, a stream, the end of a source. */
  readonly domain: string
  /** `order.created`: a routing key, a subject. Every version of the event has it; which one it is, `dataschema` says. */
  readonly name: string
}

/** By the topic, for every version of every event. */
const byTopic: ReadonlyMap<string, WireName> = new Map(
  allContracts.map(({ topic, type }) => {
    const name = topic.slice(0, topic.lastIndexOf('.v'))
    return [topic, { type, domain: name.slice(0, name.indexOf('.')), name }]
  }),
)

/** The name of the events of a topic; undefined for a topic that is no event's. */
export const wireNameOf = (topic: string): WireName | undefined => byTopic.get(topic)

/** Every domain that has events, in order: `order`, `stock`, … */
export const domains: readonly string[] = [
  ...new Set([...byTopic.values()].map(({ domain }) => domain)),
].sort()

/** The events that are taken from other stacks, with the version that they have to be of. */
export const inbound = { StockLow: 1 } as const satisfies { readonly [T in EventType]?: VersionOf<T> }

/** The topic of an event that is taken from other stacks; undefined for any other. */
export function inboundTopic(type: string): string | undefined {
  return Object.hasOwn(inbound, type) ? inboundTopics[type as keyof typeof inbound] : undefined
}

const inboundTopics: Readonly<Record<keyof typeof inbound, string>> = {
  StockLow: 'stock.low.v1',
}

/** The names of those events on the wire: what a target's queue for the bridge is bound to. */
export const inboundNames: readonly WireName[] = Object.values(inboundTopics).map(
  topic => wireNameOf(topic) as WireName,
)

/** Names of CloudEvents' extensions that say what is no attribute of theirs on Kafka: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/partitioning.md */
export const partitionKey = 'partitionkey'

const attributeName = /^[a-z0-9]{1,50}$/
/** Of the members of an event those that are no attributes, and the one that says what headers of the content say. */
const notAttributes: ReadonlySet<string> = new Set(['data', 'datacontenttype'])

/** Whether this is a name that attributes of CloudEvents have: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions */
export const isAttributeName = (name: string): boolean => attributeName.test(name) && !notAttributes.has(name)

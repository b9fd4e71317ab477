/** What an event's file says by its name. */
export interface EventName {
  /** The folders and the name with dots between: `room-service/ordered.v1.json` is `room-service.ordered.v1`. */
  readonly topic: string
  readonly version: number
  /** `RoomServiceOrdered`: what the event's type is called if its schema has no title. */
  readonly pascal: string
}

/** Undefined for a file whose name does not end in a version: no event, but others may refer to it. */
export function eventNameOf(path: string): EventName | undefined {
  const [, name, version] = /^(.*)\.v([1-9]\d*)(?:\.schema)?\.json$/s.exec(path) ?? []
  if (name === undefined || version === undefined) return undefined
  const dotted = name.replaceAll('/', '.')
  return { topic: `${dotted}.v${version}`, version: Number(version), pascal: pascalOf(dotted) }
}

/** The words of a text, each with a capital; empty if it has none that a name can begin with. */
export function pascalOf(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter(word => word !== '')
  return words
    .map(word => word[0]?.toUpperCase() + word.slice(1))
    .join('')
    .replace(/^\d+/, '')
}

/** What Kafka takes as a topic: https://kafka.apache.org/documentation/#brokerconfigs */
export const isTopic = (topic: string): boolean => /^[A-Za-z0-9._-]{1,249}$/.test(topic)

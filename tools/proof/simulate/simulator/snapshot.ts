import { hash } from 'node:crypto'
import type { ServiceState, Topic, World } from './world.ts'

/** A world that goes its own way from here. Rows and messages are values, so the two may share them. */
export function cloneWorld(world: World): World {
  const topics = new Map<string, Topic>()
  for (const [name, { partitions }] of world.topics) {
    topics.set(name, { name, partitions: partitions.map(log => [...log]), readers: [] })
  }
  const { accounts, attempts } = world.gateway
  return {
    ...world,
    topics,
    services: world.services.map(state => cloneService(state, topics)),
    gateway: { accounts: new Map(accounts), attempts: new Map(attempts) },
    accepted: [...world.accepted],
    deadLetters: [...world.deadLetters],
    ends: new Map(world.ends),
    unchecked: new Set(world.unchecked),
  }
}

function cloneService(state: ServiceState, topics: ReadonlyMap<string, Topic>): ServiceState {
  const {
    service,
    releases,
    tables,
    inbox,
    kept,
    decided,
    outbox,
    setAside,
    entry,
    subscriptions,
    sequences,
    backlog,
  } = state
  const clone: ServiceState = {
    service,
    releases,
    tables: Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, new Map(rows)])),
    inbox: new Set(inbox),
    kept: new Map(kept),
    decided: new Set(decided),
    outbox: [...outbox],
    setAside: [...setAside],
    entry: [...entry],
    subscriptions: subscriptions.map(({ topic, offsets }) => {
      return { topic: topics.get(topic.name) as Topic, offsets: [...offsets] }
    }),
    sequences: new Map(sequences),
    backlog,
  }
  for (const { topic } of clone.subscriptions) topic.readers.push(clone)
  return clone
}

/** The same for worlds between which nothing that follows can tell: all but the tally and the way there. */
export function fingerprint({ services, topics, gateway, accepted, ends }: World): string {
  const parts: string[] = []
  for (const { tables, inbox, kept, decided, outbox, entry, subscriptions, sequences } of services) {
    for (const rows of [...Object.values(tables), kept]) parts.push(textOfMap(rows))
    parts.push([...inbox].sort().join(), [...decided].sort().join(), textOfAll(outbox))
    const waiting = entry.map(({ id }) => id)
    parts.push(waiting.sort().join())
    parts.push(subscriptions.map(({ offsets }) => offsets.join()).join(';'), textOfMap(sequences))
  }
  for (const { partitions } of topics.values()) parts.push(partitions.map(textOfAll).join(';'))
  parts.push(textOfMap(gateway.accounts), textOfMap(gateway.attempts), textOfAll(accepted), textOfMap(ends))
  return hash('md5', parts.join('\n'), 'base64')
}

const textOfMap = (map: ReadonlyMap<string, unknown>): string =>
  [...map]
    .map(([key, row]) => `${key}=${textOf(row)}`)
    .sort()
    .join()

const textOfAll = (values: readonly unknown[]): string => values.map(textOf).join()

const texts = new WeakMap<object, string>()

/** JSON, written once for each value: worlds that are alike share most of theirs. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  texts.set(value, text)
  return text
}

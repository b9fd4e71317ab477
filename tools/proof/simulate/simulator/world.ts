import type { CommandKey, KeptReply } from '@orderflow/messaging/command-keys'
import type { Input } from '@orderflow/messaging/decider'
import type { Recorder } from './recorder.ts'
import type { Scenario, Stimulus } from './scenario.ts'
import type { Coverage, Tally } from './tally.ts'
import type { Message, SimulatedService, System, Tables, Violation } from './types.ts'

/** Everything there is in one schedule. */
export interface World {
  readonly system: System
  readonly scenario: Scenario
  readonly stimuli: ReadonlyMap<string, Stimulus>
  readonly services: readonly ServiceState[]
  readonly topics: ReadonlyMap<string, Topic>
  readonly gateway: Gateway
  readonly tally: Tally
  readonly coverage: Coverage
  readonly recorder: Recorder | undefined
  readonly onCommit: Observers['onCommit']
  /** What clients were told: the orders that were accepted, each with the key that it came with. */
  readonly accepted: { readonly orderId: string; readonly key: string | undefined }[]
  /** What services have set aside, in this order, each with the place of its service. */
  readonly deadLetters: { readonly service: number; readonly message: Message }[]
  /** How often the end of an order was announced. */
  readonly ends: Map<string, number>
  /** Orders of a version of the saga with a check that have not passed it yet. */
  readonly unchecked: Set<string>
  /** Grows by one with each action: the clock. */
  step: number
  /** The first thing that went wrong; nothing is done after it. */
  violation: Violation | undefined
}

/** A service's process, database and outbox. */
export interface ServiceState {
  /** The release that runs. */
  service: SimulatedService
  readonly releases: { readonly current: SimulatedService; readonly previous?: SimulatedService | undefined }
  readonly tables: Tables
  readonly inbox: Set<string>
  /** The inbox of commands: what their keys have led to. */
  readonly kept: Map<string, KeptReply>
  /** The events it has decided, whatever its inbox knows; emptied when the inbox forgets. */
  readonly decided: Set<string>
  readonly outbox: Message[]
  /** Rows that remember what was set aside, written with the dead letter. */
  readonly setAside: Message[]
  readonly entry: Waiting[]
  readonly subscriptions: readonly Subscription[]
  /** The version of each aggregate's last event. */
  readonly sequences: Map<string, number>
  /** Records that it has not read yet, over all topics that its release reads. */
  backlog: number
}

/** What waits at a entry; the key is a command's that may be sent again. */
export interface Waiting extends Input {
  readonly key?: CommandKey | undefined
}

export interface Subscription {
  readonly topic: Topic
  /** The next record to read, by partition. */
  readonly offsets: number[]
}

export interface Topic {
  readonly name: string
  readonly partitions: Message[][]
  readonly readers: ServiceState[]
}

/** A payment provider with books of its own: whatever it was asked under one key, it did once. */
export interface Gateway {
  readonly accounts: Map<string, Account>
  /** How often each request was asked. */
  readonly attempts: Map<string, number>
}

export interface Account {
  readonly orderId: string
  /** Minor units. */
  readonly charged: number
  readonly refunded: number
  /** Why it declined, if it did. */
  readonly refusal: string | undefined
}

/** One unit of work, as the processor has it: an input, with the message behind it if it came from a topic. */
export interface Delivery {
  readonly input: Input
  readonly message: Message | undefined
  readonly key?: CommandKey | undefined
}

/** What a world is observed with. */
export interface Observers {
  readonly tally?: Tally
  readonly coverage?: Coverage
  readonly recorder?: Recorder | undefined
  /** Sees each batch that is committed: all that was taken into it, and what it puts into the outbox. */
  readonly onCommit?:
    | ((state: ServiceState, taken: readonly Delivery[], messages: readonly Message[], at: string) => void)
    | undefined
}

/** Whether the release that runs knows the events of a topic. Those of others wait there. */
export const reads = ({ service }: ServiceState, { name }: Topic): boolean =>
  service.contracts.consumed(name) !== undefined

/** The records that the release that runs has not read yet. */
export const unreadBy = (state: ServiceState): number =>
  state.subscriptions
    .filter(({ topic }) => reads(state, topic))
    .flatMap(({ topic, offsets }) => topic.partitions.map((log, n) => log.length - (offsets[n] ?? 0)))
    .reduce((sum, count) => sum + count, 0)

/** Notes what went wrong; only the first counts. */
export function violate(world: World, invariant: string, detail: string): void {
  world.violation ??= { invariant, detail }
}

const start = Date.parse('2030-01-01T00:00:00Z')
const times = Array.from({ length: 4096 }, (_, second) => new Date(start + second * 1000).toISOString())

/** The simulated time, ISO 8601: one second per action. */
export const timeOf = ({ step }: World): string => times[Math.min(step, times.length - 1)] as string

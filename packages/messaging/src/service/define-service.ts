import {
  type DataOf,
  type EventData,
  type Events,
  type EventTable,
  type EventType,
  type Event as Stated,
  schemaCheck,
} from '@orderflow/event-contracts'
import { MessagingError } from '../errors.ts'
import { storeOf, type Tables, type WorldOf } from '../tables/store-of.ts'
import type { Decision, Input, WorkingSet } from '../types/decider.ts'
import type { Rights } from '../types/rights.ts'
import type { ServiceDefinition } from './definition.ts'
import { nearly } from './nearly.ts'

/** What a command says and is answered: a schema of its data, or of both. */
export type Command = object | { readonly data: object; readonly reply: object }
export type Commands = Readonly<Record<string, Command>>

/** The data of a command, by its schema. */
export type CommandData<C> = C extends { readonly data: infer Schema } ? DataOf<Schema> : DataOf<C>
/** What a command is answered, by its schema; without one, nothing. */
export type CommandReply<C> = C extends { readonly reply: infer Schema } ? DataOf<Schema> : undefined

type Decides<
  World,
  Data,
  Emitted extends { readonly type: string; readonly sequence: number; readonly data: unknown },
  Reply,
> = (world: World, input: Input<Data>) => Decision<Emitted, Reply> | undefined

/**
 * All that a service reacts to: events by their types, with the data of their current versions (earlier ones are read as
 * that), and its commands, of which each needs its row. Only events of the table can be published. What returns nothing
 * publishes nothing.
 */
export type Reactions<T extends EventTable, S extends Tables, C> = {
  readonly [Type in EventType<Events<T>>]?: Decides<
    WorldOf<S>,
    EventData<Events<T>, Type>,
    Stated<Events<T>>,
    undefined
  >
} & {
  readonly [Type in keyof C]: Decides<
    WorldOf<S>,
    CommandData<C[Type]>,
    Stated<Events<T>>,
    CommandReply<C[Type]>
  >
}

/** A service as a table of reactions: the short form of `ServiceDefinition`. */
export interface ReactiveService<T extends EventTable, S extends Tables, C> {
  /** Its rows. Each input loads those that it names; see `table`. */
  readonly tables?: S
  /** The schemas of its commands. A service in JavaScript may leave them out, and have commands of any data. */
  readonly commands?: C
  /** A folder of migrations that make its tables; without it they are created as `table` describes them. */
  readonly migrations?: URL
  /** What its role may do to what `tables` do not describe: to tables that its migrations make, to functions. */
  readonly rights?: Partial<Rights>
  readonly on: NoInfer<Reactions<T, S, C>>
}

/** No tables, or no commands. */
export type None = Record<never, never>

/** Gives a service its types: what it reacts to, reads, publishes and answers. Does nothing else. */
export function defineService<T extends EventTable, S extends Tables = None, C extends Commands = None>(
  _events: Events<T>,
  service: ReactiveService<T, S, C>,
): ReactiveService<T, S, C> {
  return service
}

/** A service of which nothing is known at compile time. */
export interface AnyService {
  readonly tables?: Tables
  readonly commands?: Commands
  readonly migrations?: URL
  readonly rights?: Partial<Rights>
  // biome-ignore lint/suspicious/noExplicitAny: each row has its own types, which `Reactions` states
  readonly on: Readonly<Record<string, (world: any, input: any) => Decision<any, any> | undefined>>
}

/**
 * The definition that `startService` takes. What is in `on` and is an event is consumed, in its current version and all before
 * it; anything else is a command.
 *
 * @throws MessagingError `SERVICE_INVALID` if it has no functions in `on`; `COMMAND_UNKNOWN` if commands are declared
 * and one has no row, or a row is none of them
 */
export function definitionOf(
  name: string,
  events: Events,
  service: AnyService,
): ServiceDefinition<{ readonly [name: string]: WorkingSet }> {
  refuseInvalid(name, service)
  const { on, tables = {}, commands } = service
  const isEvent = (type: string) => Object.hasOwn(events.contracts, tombstoned(events, type) ?? type)
  if (commands !== undefined) {
    const lost = Object.keys(commands).find(type => !Object.hasOwn(on, type))
    if (lost !== undefined)
      throw new MessagingError(
        'COMMAND_UNKNOWN',
        `${name} declares the command ${lost}, and "on" has no row for it.`,
      )
    const stray = Object.keys(on).find(type => !isEvent(type) && !Object.hasOwn(commands, type))
    if (stray !== undefined)
      throw new MessagingError(
        'COMMAND_UNKNOWN',
        `${name} reacts to ${stray}, which is neither an event nor one of its commands.`,
      )
  }
  const store = storeOf(tables)
  const versions = Object.entries<number>(events.currentVersions)
  const reacted = new Set(Object.keys(on).map(type => tombstoned(events, type) ?? type))
  return {
    name,
    events,
    consumes: Object.fromEntries(versions.filter(([type]) => reacted.has(type))),
    publishes: Object.fromEntries(versions.map(([type, version]) => [type, [version]])),
    decide: on as never,
    store,
    rights: withRights(store.rights, service.rights),
  }
}

/** Those of the tables that are declared, and what the service says of others. */
const withRights = (declared: Rights, { tables = {}, ...more }: Partial<Rights> = {}): Rights => ({
  ...declared,
  ...more,
  tables: { ...declared.tables, ...tables },
})

/** The compacted event of whose tombstones an input of this type tells, if it is one. */
function tombstoned({ contracts }: Events, type: string): string | undefined {
  const event = type.replace(/Tombstone$/, '')
  return !Object.hasOwn(contracts, type) && Object.hasOwn(contracts, event) && contracts[event]?.compacted
    ? event
    : undefined
}

/** A row that was meant to be an event's, and is a command's by a slip of the pen, would never be heard of. */
export function misspelt({ contracts }: Events, { on, commands = {} }: AnyService) {
  const types = Object.keys(contracts)
  const strays = Object.keys(on).filter(type => !types.includes(type) && !Object.hasOwn(commands, type))
  return strays.flatMap(row => {
    const meant = nearly(row, types)
    return meant === undefined ? [] : [{ row, meant }]
  })
}

function refuseInvalid(name: string, service: Partial<AnyService> | undefined) {
  const { on, commands = {} } = service ?? {}
  const refuse = (fault: string) => {
    throw new MessagingError('SERVICE_INVALID', `The service ${name} ${fault}.`)
  }
  if (typeof on !== 'object' || on === null) return refuse('needs an "on": a function for each of its inputs')
  for (const [type, row] of Object.entries(on))
    if (typeof row !== 'function') refuse(`has no function in "on" for ${type}`)
  for (const [type, command] of Object.entries(commands))
    if (typeof command !== 'object' || command === null) refuse(`has no schema for its command ${type}`)
}

/**
 * What holds the data of commands to their schemas, where these are declared.
 *
 * @returns throws MessagingError `COMMAND_INVALID`
 */
export function commandCheck({ commands = {} }: AnyService): (type: string, data: unknown) => void {
  const checks = new Map(
    Object.entries(commands).map(([type, command]) => [
      type,
      schemaCheck(type, 'data' in command ? command.data : command),
    ]),
  )
  return (type, data) => {
    const fault = checks.get(type)?.(data)
    if (fault !== undefined) throw new MessagingError('COMMAND_INVALID', `${type}: ${fault}.`)
  }
}

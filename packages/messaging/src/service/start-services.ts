import type { Contract, EventData, Events, EventTable, TopicLimits } from '@orderflow/event-contracts'
import { pino } from 'pino'
import { MessagingError } from '../errors.ts'
import { createKafka, type KafkaSecurity } from '../kafka/index.ts'
import type { DeadLetter } from '../redrive/letter.ts'
import { refuseDatabaseName } from '../set-up/provision.ts'
import { setUpDatabase, setUpTopics } from '../set-up/set-up.ts'
import type { Tables } from '../tables/store-of.ts'
import type { Table } from '../tables/table.ts'
import { checkTables } from './check-tables.ts'
import {
  type AnyService,
  type CommandData,
  type CommandReply,
  commandCheck,
  definitionOf,
  misspelt,
  type None,
  type Reactions,
} from './define-service.ts'
import { deadLettersOf, eventsOn, settle } from './observe.ts'
import type { ServiceSettings } from './options.ts'
import { type Running, startService } from './start-service.ts'
import type { SubmitOptions } from './submit.ts'

/** What a system of services runs on. */
export interface SystemOptions<T extends EventTable> extends Omit<ServiceSettings, 'registry'> {
  readonly events: Events<T>
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[]
  /** TLS, and the user of all its services, which may create topics; without it the brokers have to ask for neither. */
  readonly security?: KafkaSecurity | undefined
  /** Somebody who may create databases and roles: each service gets a database of its own, by its name. */
  readonly postgresUrl: string
  /** Partitions and retention of the topics that are missing. */
  readonly topics?: TopicLimits
  /** Ends what the system runs on, once all services have stopped: `startServers` gives one. */
  readonly stop?: () => Promise<void>
}

type At<Of, Name> = Name extends keyof Of ? (unknown extends Of[Name] ? None : Of[Name]) : None

/**
 * Services by their names, as they are written. Each part is inferred by itself, so that the rows of `on` have their types
 * inline too.
 */
export type ServicesOf<T extends EventTable, Name extends string, S, C> = {
  readonly [N in Name]: Omit<AnyService, 'on' | 'tables' | 'commands'>
} & { readonly [N in keyof S]: { readonly tables?: S[N] } } & {
  readonly [N in keyof C]: { readonly commands?: C[N] }
} & {
  readonly [N in NoInfer<Name>]: { readonly on: NoInfer<Reactions<T, At<S, N> & Tables, At<C, N>>> }
}

/** A service of a system. */
export interface RunningService<S, C> extends Omit<Running, 'submit'> {
  /** Gives it a command; resolves with its reply once that is committed. */
  submit<Type extends keyof C & string>(
    type: Type,
    data: CommandData<C[Type]>,
    options?: SubmitOptions,
  ): Promise<CommandReply<C[Type]>>
  /** All rows of one of its tables, in the order of their keys. */
  rows<Name extends keyof S & string>(table: Name): Promise<RowsOf<S[Name]>>
  /** The messages that it could not process, oldest first within each partition. */
  deadLetters(): Promise<readonly DeadLetter[]>
}

type RowsOf<T> = T extends Table<infer Row> ? Row[] : never

/** Services that run, by their names. */
export type System<T extends EventTable, Name extends string, S, C> = {
  readonly [N in Name]: RunningService<At<S, N>, At<C, N>>
} & {
  /**
   * Waits until all events have been published and consumed, and all that followed from them: for tests and for scripts.
   * @throws MessagingError `NOT_SETTLED` after `withinMs`, half a minute unless told
   */
  settled(withinMs?: number): Promise<void>
  /** The data of all events of a type that lie on their topic, the order of each key kept. */
  published<Type extends keyof T & string>(type: Type): Promise<EventData<Events<T>, Type>[]>
  /** Stops all services in order, and then what they run on. May be called again. */
  stop(): Promise<void>
}

const ofSystem = ['settled', 'published', 'stop'] as const

/**
 * Sets up and starts services in this process: databases, tables and topics that are missing, then all that consumes, decides
 * and publishes.
 *
 * @param services by their names; `frontDesk` has the database, and is the consumer group, `front-desk`
 * @throws MessagingError, with nothing left running: `COMMAND_UNKNOWN`, `SERVICE_NAME_TAKEN`, `SYSTEM_INVALID`, and what `setUpDatabase`,
 * `setUpTopics` and `startService` throw
 */
export async function startServices<T extends EventTable, Name extends string, S, C>(
  options: SystemOptions<T>,
  services: ServicesOf<T, Name, S, C>,
): Promise<System<T, Name, S, C>>
export async function startServices(options: SystemOptions<EventTable>, services: object): Promise<unknown> {
  try {
    return await startAll(options, services)
  } catch (error) {
    await options.stop?.().catch(() => {})
    throw error
  }
}

async function startAll(options: SystemOptions<EventTable>, services: object): Promise<unknown> {
  const { events, brokers, security, postgresUrl, topics, stop: _, ...settings } = options
  if (events === undefined)
    throw new MessagingError('SYSTEM_INVALID', 'A system needs events: see defineEvents.')
  const running: Running[] = []
  const logger = settings.logger ?? pino({ name: events.namespace, level: 'warn' })
  const kafka = createKafka({ clientId: events.namespace, brokers, security, logger })

  async function start([name, service]: [string, AnyService], definition: ReturnType<typeof definitionOf>) {
    const { tables = {}, migrations } = service
    const refuseInvalid = commandCheck(service)
    for (const { row, meant } of misspelt(events, service))
      logger.warn({ service: name, row, meant }, 'a row is no event, and taken for a command')
    const { appUrl } = await setUpDatabase({
      adminUrl: postgresUrl,
      database: definition.name,
      migrations,
      schema: settings.schema,
      rights: definition.rights,
      create:
        migrations === undefined ? Object.values(tables).map(({ statements }) => statements.create) : [],
      logger,
    })
    await checkTables(appUrl, tables)
    const given = { sequentialScans: false, ...settings, logger: logger.child({ service: definition.name }) }
    const started = await startService(definition, { ...given, databaseUrl: appUrl, brokers, security })
    running.push(started)
    const rows = async (name: string) =>
      await own<Table<object>>(tables, name, 'TABLE_UNKNOWN', `${definition.name} has no table`).all(
        started.pool,
      )
    async function submit(type: string, data: unknown, given?: SubmitOptions) {
      refuseInvalid(type, data)
      return await started.submit(type, data, given)
    }
    return [name, { ...started, submit, rows, deadLetters: () => deadLettersOf(started) }]
  }
  let stopped: Promise<void> | undefined
  const stopOurs = () => Promise.all(running.map(service => service.stop())).finally(() => kafka.close())

  try {
    const named = Object.entries<AnyService>(services as never)
    refuseTaken(named.map(([name]) => name))
    for (const [name] of named) refuseDatabaseName(kebab(name))
    const definitions = named.map(([name, service]) => definitionOf(kebab(name), events, service))
    const reads = definitions.map(of => [of.name, of.events.consumedTopics(of.consumes)])
    await setUpTopics(kafka, events.topics(topics), Object.fromEntries(reads))
    // All come to an end, so that those which start can be stopped if another does not.
    const started = await Promise.allSettled(
      definitions.map((definition, i) => start(named[i] as [string, AnyService], definition)),
    )
    return {
      ...Object.fromEntries(started.map(valueIn)),
      settled: (withinMs = 30_000) => settle(running, kafka, withinMs),
      published: async (type: string) => {
        const { topic } = own<Contract>(events.contracts, type, 'EVENT_UNKNOWN', 'There is no event')
        return await eventsOn(kafka, topic)
      },
      stop() {
        stopped ??= stopOurs()
          .finally(() => options.stop?.())
          .then(() => {})
        return stopped
      },
    }
  } catch (error) {
    await stopOurs().catch(() => {})
    throw error
  }
}

/** @throws MessagingError with the code and the sentence, if there is none of the name */
function own<Value>(of: object, name: string, code: string, sentence: string): Value {
  if (Object.hasOwn(of, name)) return of[name as keyof typeof of]
  throw new MessagingError(code, `${sentence} ${name}: there is ${Object.keys(of).join(', ') || 'none'}.`)
}

function valueIn<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

const kebab = (name: string) => name.replace(/\B[A-Z]/g, '-$&').toLowerCase()

function refuseTaken(names: readonly string[]): void {
  const refuse = (sentence: string) => {
    throw new MessagingError('SERVICE_NAME_TAKEN', sentence)
  }
  const word = ofSystem.find(word => names.includes(word))
  if (word !== undefined) refuse(`No service can be named ${word}: the system itself has that.`)
  const byDatabase = new Map<string, string>()
  for (const name of names) {
    const other = byDatabase.get(kebab(name))
    if (other !== undefined)
      refuse(`${other} and ${name} would share the database and consumer group ${kebab(name)}.`)
    byDatabase.set(kebab(name), name)
  }
}

import type { Defined, Events, EventTable } from '@orderflow/event-contracts'
import {
  type AnyService,
  type CommandData,
  type CommandReply,
  type Commands,
  commandCheck,
  definitionOf,
  type None,
  type ReactiveService,
} from '../service/define-service.ts'
import type { ServiceDefinition } from '../service/definition.ts'
import type { ServiceSettings } from '../service/options.ts'
import { type Running, startService } from '../service/start-service.ts'
import type { Submit, SubmitOptions } from '../service/submit.ts'
import type { Tables as TablesOf } from '../tables/store-of.ts'
import type { WorkingSet } from '../types/decider.ts'
import { runUnderTest } from './run-under-test.ts'
import type { Servers, TestSettings, UnderTest } from './under-test.ts'

export interface UnderTestOptions<T extends EventTable>
  extends Servers,
    TestSettings,
    Omit<ServiceSettings, 'registry' | 'tracer'> {
  /** Those of the system that the service is of. */
  readonly events: Events<T>
  /** The name of a service that has none of its own: its dead letters lie on `<topic>.<name>.dlq`; `service` unless told. */
  readonly name?: string
}

type Tables = { readonly [name: string]: WorkingSet }

/** A service with its definition written out, and the migrations that make its tables. */
export type WholeService<World extends Tables> = ServiceDefinition<World> & {
  readonly migrations?: URL
}

export interface ServiceUnderTest<E extends Defined, GiveCommand = Submit> extends UnderTest<E> {
  /** Gives it a command; resolves with its reply once that is committed. */
  readonly submit: GiveCommand
  /** The service itself, once for each replica, as it is after the last restart. */
  replicas(): readonly Running[]
}

/** `submit` of declared commands. */
export type SubmitOf<C> = <Type extends keyof C & string>(
  type: Type,
  data: CommandData<C[Type]>,
  options?: SubmitOptions,
) => Promise<CommandReply<C[Type]>>

/**
 * Runs one service in the test's process on a real broker and a real database, in a database and topics of its own: a test
 * sends events as other services would, and waits for what the service publishes. Several can run on the same servers, at
 * once. It logs nothing unless it is given a logger; databases and topics stay, and go with the servers.
 *
 * @param service as `startServices` takes it, or a whole definition
 * @throws MessagingError what `startServices` throws, with nothing left running
 */
export async function startServiceUnderTest<
  T extends EventTable,
  S extends TablesOf = None,
  C extends Commands = None,
>(
  options: UnderTestOptions<T>,
  service: ReactiveService<T, S, C>,
): Promise<ServiceUnderTest<Events<T>, SubmitOf<C>>>
export async function startServiceUnderTest<T extends EventTable, World extends Tables>(
  options: UnderTestOptions<T>,
  service: WholeService<World>,
): Promise<ServiceUnderTest<Events<T>>>
export async function startServiceUnderTest(
  options: UnderTestOptions<EventTable>,
  service: AnyService | WholeService<Tables>,
): Promise<ServiceUnderTest<Defined>> {
  const {
    events,
    brokers,
    postgresUrl,
    stop,
    name = 'service',
    replicas,
    hostileSettings,
    ...settings
  } = options
  const isShort = 'on' in service
  const definition = isShort ? definitionOf(name, events, service) : service
  const tables = isShort && service.migrations === undefined ? Object.values(service.tables ?? {}) : []
  const refuseInvalid = isShort ? commandCheck(service) : () => {}
  const running = await runUnderTest({
    events,
    brokers,
    postgresUrl,
    stop,
    replicas,
    hostileSettings,
    logger: settings.logger,
    schema: settings.schema,
    migrations: service.migrations,
    create: tables.map(({ statements }) => statements.create),
    define: ({ databaseUrl, logger }) => ({
      name: definition.name,
      reads: [...definition.events.consumedTopics(definition.consumes), ...(definition.workersRead ?? [])],
      rights: definition.rights,
      async start(kafka) {
        try {
          const started = await startService(definition, { ...settings, logger, databaseUrl, kafka })
          return { ...started, stop: () => started.stop().finally(() => kafka.close()) }
        } catch (error) {
          await kafka.close()
          throw error
        }
      },
    }),
  })
  let commands = 0
  return {
    ...running,
    async submit(type, data, given) {
      refuseInvalid(type, data)
      const all = running.replicas()
      return (await all[commands++ % all.length]?.submit(type, data, given)) as never
    },
  }
}

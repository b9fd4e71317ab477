import type { WorkingSet } from '@orderflow/messaging/decider'
import type { Servers } from '@orderflow/messaging/testing'
import * as kit from '@orderflow/service-kit/testing'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { goldenEvent } from '../golden.ts'
import {
  consumedTopics,
  type EventData,
  type EventType,
  events,
  type VersionOf,
  type Versions,
} from '../registry.ts'

export type { Message, Occasion } from '@orderflow/service-kit/testing'

/** The test kit of services, for these events. */

type Events = typeof events
type Tables = { readonly [name: string]: WorkingSet }

export type ServiceUnderTest = kit.ServiceUnderTest<Events>
export type Need<World, T extends EventType = EventType> = kit.Need<Events, World, T>
export type Pacts<World, Consumes extends Versions, Publishes> = kit.Pacts<Events, World, Consumes, Publishes>

type Options<World extends Tables> = Omit<
  Parameters<typeof kit.startServiceUnderTest<Events, World>>[0],
  'events' | 'hostileSettings' | keyof Servers
>

/** As the kit's, on the run's servers, and a database with settings that no statement may rely on. */
export const startServiceUnderTest = async <World extends Tables>(
  options: Options<World>,
): Promise<ServiceUnderTest> => {
  const servers = { brokers: kafkaBrokers(), postgresUrl: await adminUrl() }
  return await kit.startServiceUnderTest({ events, ...servers, hostileSettings: true, ...options })
}

/**
 * An event as another service would send it: its schema's example, with these data in place of the example's.
 * @param version the current one if not given
 */
export const toMessage = <T extends EventType, V extends VersionOf<T> | 'current' = 'current'>(
  type: T,
  data: Partial<EventData<T, V>>,
  version?: V,
): kit.Message => kit.toMessage(events, type, data as never, version as never)

/** The golden events of all topics that a service reads: what was published when each version was new. */
export function goldenMessages(consumes: Versions): (kit.Message & { readonly key: string })[] {
  return consumedTopics(consumes).map(topic => {
    const { key, headers, value } = goldenEvent(topic)
    return { topic, key, headers, value: Buffer.from(value) }
  })
}

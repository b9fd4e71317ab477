import {
  type AskedFilter,
  type DeadLetter,
  type Position,
  parseFilter,
  positionOfId,
  readDeadLetterAt,
} from '@orderflow/messaging/dead-letters'
import { createKafka, type Reader } from '@orderflow/messaging/kafka'
import { inState, type Redrive, redrivesOf } from '@orderflow/messaging/redrive'
import { createLogger, createPool } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import { type Output, UsageError } from '../../dev/lib/args.ts'
import { type Endpoints, kafkaOf, postgresUrl } from '../../dev/lib/endpoints.ts'
import { services } from '../../dev/lib/services.ts'
import type { Args } from './args.ts'

/** What a subcommand works with; it returns the exit status. */
export interface Work {
  readonly args: Args
  /** The words behind the subcommand. */
  readonly ids: readonly string[]
  readonly deadLetters: DeadLetters
  readonly output: Output
}

/** The running system's dead letters, where they lie, and what is recorded of them in the services' databases. */
export interface DeadLetters {
  /** What reads the dead-letter topics; connects when it is first asked for. */
  reader(): Promise<Reader>
  /** The dead letters of these ids, as a person gives them. */
  get(ids: readonly string[]): Promise<readonly DeadLetter[]>
  /** The database of a service. */
  pool(service: string): Pool
  /** Those of these, all of one service, that are in the filter's state; all, if it has none. */
  choose(letters: readonly DeadLetter[], filter: AskedFilter): Promise<readonly DeadLetter[]>
  /** What is recorded of these, by id. */
  redrives(letters: readonly DeadLetter[]): Promise<Map<string, Redrive>>
  close(): Promise<void>
}

export function openDeadLetters(endpoints: Endpoints): DeadLetters {
  const logger = createLogger({ service: 'dlq', level: 'silent' })
  const kafka = createKafka({ clientId: 'dlq', ...kafkaOf(endpoints), logger })
  const pools = new Map<string, Pool>()
  let connecting: Promise<Reader> | undefined

  function pool(service: string): Pool {
    const database = services.find(({ name }) => name === service)?.database as string
    const url = postgresUrl(endpoints, database)
    const existing = pools.get(service) ?? createPool({ url, applicationName: 'dlq', max: 2, logger })
    pools.set(service, existing)
    return existing
  }

  function reader(): Promise<Reader> {
    connecting ??= kafka.reader()
    return connecting
  }

  return {
    reader,
    pool,
    async get(ids) {
      const positions = ids.map(positionOf)
      const open = await reader()
      const found = await Promise.all(positions.map(position => readDeadLetterAt(open, services, position)))
      return ids.map((id, i) => {
        const letter = found[i]
        if (letter !== undefined) return letter
        throw new UsageError(`There is no dead letter ${id}, or no longer: they are kept for 7 days.`)
      })
    },
    async choose(letters, { state }) {
      const [first] = letters
      return state === undefined || first === undefined
        ? letters
        : inState(pool(first.service), letters, state)
    },
    async redrives(letters) {
      const found = await Promise.all(
        [...Map.groupBy(letters, ({ service }) => service)].map(([service, ofService]) =>
          redrivesOf(pool(service), ofService),
        ),
      )
      return new Map(found.flatMap(ofService => [...ofService]))
    },
    async close() {
      const closeReader = connecting?.then(open => open.close()).catch(() => {})
      await Promise.all([closeReader, kafka.close(), ...[...pools.values()].map(p => p.end())])
    },
  }
}

/** @throws UsageError */
export function positionOf(id: string): Position {
  const position = positionOfId(id)
  if (position !== undefined) return position
  throw new UsageError(
    `"${id}" is no dead letter's id, such as order.created.v1.inventory.dlq/0/17: see \`dlq list\`.`,
  )
}

/** The conditions that were given. Names of topics and services that the system does not have are refused. */
export function filterOf({ where, topic, order }: Pick<Args, 'where' | 'topic' | 'order'>, now: Date) {
  const short = Object.entries({ topic, key: order }).flatMap(([field, value]) =>
    value === undefined ? [] : [`${field}=${value}`],
  )
  const filter = parseFilter([...where, ...short], now)
  const topics = services.flatMap(service => service.topics)
  if (filter.topic !== undefined && !topics.includes(filter.topic)) {
    throw new UsageError(
      `No service reads the topic ${filter.topic}: they read ${[...new Set(topics)].sort().join(', ')}.`,
    )
  }
  if (filter.service !== undefined && !services.some(({ name }) => name === filter.service)) {
    throw new UsageError(
      `There is no service ${filter.service}: there are ${services.map(({ name }) => name).join(', ')}.`,
    )
  }
  return filter
}

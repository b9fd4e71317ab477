import { createLogger, createPool } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import { type Output, UsageError } from '../../dev/lib/args.ts'
import { type Endpoints, postgresUrl } from '../../dev/lib/endpoints.ts'
import { services } from '../../dev/lib/services.ts'
import type { Args } from './args.ts'

/** What a subcommand works with; it returns the exit status. */
export interface Work {
  readonly args: Args
  /** The words behind the subcommand. */
  readonly ids: readonly string[]
  readonly outboxes: Outboxes
  readonly output: Output
}

/** The outboxes of the running system, each in its service's database. */
export interface Outboxes {
  /** The named one, or all. @throws UsageError */
  of(
    service: string | undefined,
  ): readonly { readonly service: string; readonly pool: Pool; readonly url: string }[]
  close(): Promise<void>
}

export function openOutboxes(endpoints: Endpoints): Outboxes {
  const logger = createLogger({ service: 'outbox', level: 'silent' })
  const pools = new Map<string, Pool>()
  return {
    of(service) {
      return services
        .filter(({ name }) => service === undefined || name === named(service))
        .map(({ name, database }) => {
          const url = postgresUrl(endpoints, database)
          const pool = pools.get(name) ?? createPool({ url, applicationName: 'outbox', max: 1, logger })
          pools.set(name, pool)
          return { service: name, pool, url }
        })
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => pool.end()))
    },
  }
}

function named(service: string): string {
  if (services.some(({ name }) => name === service)) return service
  throw new UsageError(
    `There is no service ${service}: there are ${services.map(({ name }) => name).join(', ')}.`,
  )
}

/** @throws UsageError */
export function rowOfId(id: string): { readonly service: string; readonly seq: string } {
  const [, service, seq] = /^([a-z]+)\/(\d{1,18})$/.exec(id) ?? []
  if (service !== undefined && seq !== undefined) return { service: named(service), seq }
  throw new UsageError(`"${id}" is no row's id, such as payment/17: see \`outbox list\`.`)
}

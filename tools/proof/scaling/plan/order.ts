import { databases, parts, underLoad } from '../model/cost-model.ts'
import { expectedWork, type Service, services } from '../model/flow.ts'
import { figure, type Measured } from '../model/measured.ts'

export const readers = ['reporting'] as const
export type Owner = Service | (typeof readers)[number]
export const owners: readonly Owner[] = [...services, ...readers]

/** What one order takes of each part, measured under load: what a plan is multiplied from. */
export interface PerOrder {
  /** Microseconds of the processes of each service. */
  readonly cpu: Readonly<Record<Owner, number>>
  /** Microseconds of each service's database, bytes of its write-ahead log, its commits and its rows. */
  readonly postgres: Readonly<Record<Owner, Readonly<Record<'cpu' | 'wal' | 'commits' | 'rows', number>>>>
  readonly kafka: { readonly cpu: number; readonly bytes: number }
  /** Messages that a service publishes. */
  readonly messages: Readonly<Record<Owner, number>>
  /** Bytes that the databases grow by. */
  readonly databaseBytes: number
}

export interface Sources {
  /** `bench --only costs` */
  readonly costs: Measured
  /** The comparison, for what reporting adds. */
  readonly against: Measured
  /** `bench --only scaling`, for what more lines add. */
  readonly scaling: Measured
}

/** Lines of an order of the bench, on average. */
export const benchLines = 2
const sizes = [1, 10, 100]

/**
 * Processor time and log of one server are divided among the databases by the rows written, as nothing counts them apart. What reporting
 * adds is the difference of two scenarios of one comparison.
 *
 * @param lines of an order
 */
export function perOrder({ costs, against, scaling }: Sources, lines: number): PerOrder {
  const of = (name: string, by = name) => figure(costs, underLoad, name) * growth(scaling, by, lines)
  const added = (name: string) => figure(against, 'reporting-64', name) - figure(against, 'http-64', name)
  const rows = Object.fromEntries(
    services.map(name => [name, figure(costs, underLoad, `rows.${databases[name]}`)]),
  )
  const allRows = Object.values(rows).reduce((sum, each) => sum + each, 0)
  const ofDatabase = (name: Service) => {
    const share = (rows[name] ?? 0) / allRows
    return {
      cpu: share * of('cpu.postgres'),
      wal: share * of('walBytes'),
      commits: figure(costs, underLoad, `transactions.${databases[name]}`),
      rows: rows[name] ?? 0,
    }
  }
  const work = expectedWork()
  return {
    cpu: {
      ...byService(name => of(`cpu.${name}`)),
      reporting: figure(against, 'reporting-64', 'cpu.reporting'),
    },
    postgres: {
      ...byService(ofDatabase),
      // Its transactions were not counted: six or seven a second, however many orders (ADR 71).
      reporting: { cpu: added('cpu.postgres'), wal: added('walBytes'), commits: 0, rows: 0 },
    },
    kafka: { cpu: of('cpu.kafka') + added('cpu.kafka'), bytes: of('kafkaBytes') },
    messages: { ...byService(name => work[name].messages), reporting: 0 },
    databaseBytes: figure(costs, underLoad, 'databaseBytes'),
  }
}

const byService = <Value>(of: (name: Service) => Value) =>
  Object.fromEntries(services.map(name => [name, of(name)])) as Record<Service, Value>

/** How many times as much an order of so many lines takes of something as one of the bench's. */
function growth(scaling: Measured, name: string, lines: number): number {
  if (!parts.some(part => name === `cpu.${part}`) && !name.endsWith('Bytes')) return 1
  const at = (size: number) => figure(scaling, `scaling-items-${size}`, name)
  const upper = Math.max(
    1,
    sizes.findIndex(size => size >= lines),
  )
  const [from = 1, to = 10] = lines > (sizes.at(-1) as number) ? sizes.slice(-2) : sizes.slice(upper - 1)
  const value = (size: number) => at(from) + ((at(to) - at(from)) * (size - from)) / (to - from)
  const base = at(1) + ((at(10) - at(1)) * (benchLines - 1)) / 9
  return value(lines) / base
}

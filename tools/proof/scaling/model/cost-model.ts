import { type Fit, fitLine, type PartCost } from './fit.ts'
import { expectedWork, type Service, services } from './flow.ts'
import { figure, type Measured } from './measured.ts'

export type Part = Service | 'postgres' | 'kafka'
export const parts: readonly Part[] = [...services, 'postgres', 'kafka']

/** What an order costs, as data: from measurements of one process of each service alone. */
export interface CostModel {
  readonly cpu: Readonly<Record<Part, PartCost>>
  /** Microseconds of whoever sends the orders; no part of the system. */
  readonly loadGenerator: number
}

export interface Calibrated extends CostModel {
  readonly cpu: Readonly<Record<Part, Fit>>
  /** The runs that it was fitted to. */
  readonly runs: readonly string[]
  /** Of an order under load: bytes that it adds. */
  readonly bytes: Readonly<Record<'walBytes' | 'kafkaBytes' | 'databaseBytes', number>>
  /** The same of each service: transactions, rows that they wrote, messages that it published. */
  readonly counts: Readonly<Record<Service, Readonly<Record<'transactions' | 'rows' | 'messages', number>>>>
}

/** The run that stands for load. */
export const underLoad = 'costs-http-64'

/** The database of a service, as the bench names its figures. */
export const databases: Readonly<Record<Service, string>> = {
  order: 'orders',
  inventory: 'inventory',
  payment: 'payments',
  shipping: 'shipping',
}

/** Rounds are counted as transactions: each batch is one, a relay's look and its deletion are one each. */
export function roundsOf(measured: Measured, run: string, part: Part): number {
  const of = (name: Service) => figure(measured, run, `transactions.${databases[name]}`)
  return part === 'postgres' || part === 'kafka'
    ? services.reduce((sum, name) => sum + of(name), 0)
    : of(part)
}

/** Splits what each part takes into an order's share and a round's, over runs with batches from one order to hundreds. */
export function calibrate(measured: Measured): Calibrated {
  const runs = Object.keys(measured.scenarios).filter(name => name.startsWith('costs-'))
  const fitOf = (part: Part) =>
    fitLine(
      runs.map(run => ({
        rounds: roundsOf(measured, run, part),
        micros: figure(measured, run, `cpu.${part}`),
      })),
    )
  return {
    runs,
    cpu: Object.fromEntries(parts.map(part => [part, fitOf(part)])) as Record<Part, Fit>,
    loadGenerator: figure(measured, underLoad, 'cpu.loadGenerator'),
    bytes: {
      walBytes: figure(measured, underLoad, 'walBytes'),
      kafkaBytes: figure(measured, underLoad, 'kafkaBytes'),
      databaseBytes: figure(measured, underLoad, 'databaseBytes'),
    },
    counts: Object.fromEntries(
      services.map(name => [name, countsOf(measured, name)]),
    ) as Calibrated['counts'],
  }
}

const countsOf = (measured: Measured, name: Service) => ({
  transactions: figure(measured, underLoad, `transactions.${databases[name]}`),
  rows: figure(measured, underLoad, `rows.${databases[name]}`),
  messages: expectedWork()[name].messages,
})

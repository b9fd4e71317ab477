import * as inventory from '@orderflow/inventory/domain/transitions.ts'
import type { Transitions } from '@orderflow/messaging/transitions'
import type { OrderStatus, Saga } from '@orderflow/order/domain/order.ts'
import * as order from '@orderflow/order/domain/transitions.ts'
import * as payment from '@orderflow/payment/domain/transitions.ts'
import * as shipping from '@orderflow/shipping/domain/transitions.ts'
import type { Coverage } from './simulator/index.ts'
import { stateOf } from './system/order.ts'

/** The table of a version of the saga, by the states that the simulator tells apart. */
const ofOrders = (saga: Saga) =>
  Object.fromEntries(
    Object.entries(order.sagas[saga].transitions).map(([status, row]) => [
      stateOf({ status: status as OrderStatus, saga }),
      row,
    ]),
  )

const tables: Readonly<Record<string, Transitions<string, string, string>>> = {
  order: { ...ofOrders(1), ...ofOrders(2) },
  inventory: inventory.transitions,
  payment: payment.transitions,
  shipping: shipping.transitions,
}

/** A cell of a service's table, and how often it was entered. */
export interface CellVisits {
  /** `order CANCEL_PENDING × ShipmentFailed` */
  readonly cell: string
  readonly step: string
  readonly visits: number
}

/** Every cell of the tables of all services. */
export function cellVisits(coverage: Coverage): CellVisits[] {
  return Object.entries(tables).flatMap(([service, states]) =>
    Object.entries(states).flatMap(([state, inputs]) =>
      Object.entries(inputs).map(([input, step]) => {
        const visits = coverage[service]?.[state]?.[input] ?? 0
        return { cell: `${service} ${state} × ${input}`, step, visits }
      }),
    ),
  )
}

/** The cells that can be entered and never were, and those that cannot and were. */
export function unexpected(coverage: Coverage): {
  readonly unvisited: string[]
  readonly impossible: string[]
} {
  const cells = cellVisits(coverage)
  return {
    unvisited: cells
      .filter(({ step, visits }) => step !== 'impossible' && visits === 0)
      .map(({ cell }) => cell),
    impossible: cells
      .filter(({ step, visits }) => step === 'impossible' && visits > 0)
      .map(({ cell }) => cell),
  }
}

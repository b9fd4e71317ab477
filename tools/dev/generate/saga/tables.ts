import * as inventory from '@orderflow/inventory/domain/transitions.ts'
import type { StepFacts, Transitions } from '@orderflow/messaging/transitions'
import type { Saga } from '@orderflow/order/domain/order.ts'
import * as order from '@orderflow/order/domain/transitions.ts'
import * as payment from '@orderflow/payment/domain/transitions.ts'
import * as shipping from '@orderflow/shipping/domain/transitions.ts'
import type { SagaService } from '../../lib/services.ts'
import type { Service } from '../publishers-and-consumers.ts'

/** Who sends what is no event. */
export type Outsider = 'customer' | 'clock' | 'gateway'

/** A service's part in the saga: its table, and what the table leaves out. */
export interface SagaTable extends Service {
  /** What is in a state: "order", "reservation". */
  readonly subject: string
  readonly transitions: Transitions<string, string, string>
  readonly steps: Readonly<Record<string, StepFacts>>
  /** The inputs that are no events, with their sender. */
  readonly outsiders: Readonly<Record<string, Outsider>>
  /** What begins the subject, where that is no row of the table because nothing is there yet to decide by. */
  readonly opening?: Move
  /** Steps that ask the gateway, with what they ask of it; its answer is an input. */
  readonly asks?: Readonly<Record<string, string>>
  /** Events that it publishes for another reason than an order. */
  readonly beside?: readonly string[]
  /** States that have most of their ways out in common; a diagram draws those once. */
  readonly alike?: readonly string[]
}

/** One change of state. */
export interface Move {
  readonly from: string
  readonly input: string
  readonly to: string
  readonly emits: readonly string[]
}

/** The file of a service's table, from the root of the repository. */
export const tableFile = (service: string) => `services/${service}/src/domain/transitions.ts`

/** The state of what does not exist yet. */
export const nothing = 'NONE'

type Part = Omit<SagaTable, keyof Service>

const parts = (saga: Saga): Readonly<Record<SagaService, Part>> => ({
  order: {
    ...order.sagas[saga],
    subject: 'order',
    outsiders: { CancelOrder: 'customer', DeadlinePassed: 'clock' } satisfies Record<
      order.CancelRequest,
      Outsider
    >,
    opening: { from: nothing, input: 'PlaceOrder', to: 'PENDING', emits: ['OrderCreated'] },
    alike: ['PENDING', 'STOCK_RESERVED', 'PAID'],
  },
  inventory: { ...inventory, subject: 'reservation', outsiders: {}, beside: ['InventoryAdjusted'] },
  payment: {
    ...payment,
    subject: 'payment',
    outsiders: { CaptureApproved: 'gateway', CaptureDeclined: 'gateway', RefundApproved: 'gateway' },
    asks: { capture: 'capture', refund: 'refund', settleAndRefund: 'refund' } satisfies Partial<
      Record<payment.Step, string>
    >,
  },
  shipping: { ...shipping, subject: 'shipment', outsiders: {} },
})

/** The events that a service has no part in while an order goes by this version of the saga. */
const foreign: Readonly<Record<Saga, Partial<Record<string, readonly string[]>>>> = {
  1: { order: ['OrderCleared'], payment: ['OrderCleared'] },
  2: { payment: ['StockReserved'] },
}

/** The tables of these services, with what their `consumers.ts` say, for orders of a version of the saga. */
export function tablesOf(services: readonly Service[], saga: Saga = 1): SagaTable[] {
  return services.flatMap(({ name, consumes, publishes }) => {
    const part: Part | undefined = parts(saga)[name as SagaService]
    if (part === undefined) return []
    const own = <Value>(cells: Readonly<Record<string, Value>>) =>
      Object.fromEntries(Object.entries(cells).filter(([event]) => !foreign[saga][name]?.includes(event)))
    const transitions = Object.fromEntries(
      Object.entries(part.transitions).map(([state, row]) => [state, own(row)]),
    )
    return [{ ...part, transitions, name, consumes: own(consumes), publishes: own(publishes) }]
  })
}

export const statesOf = ({ transitions }: SagaTable): string[] => Object.keys(transitions)

/** The columns of the table: events first, as in `consumes`, then what is no event. */
export function inputsOf({ transitions }: SagaTable): string[] {
  return [...new Set(Object.values(transitions).flatMap(row => Object.keys(row)))]
}

/** The name of the step that an input takes in a state. */
export function stepIn({ name, transitions }: SagaTable, state: string, input: string): string {
  const step = transitions[state]?.[input]
  if (step === undefined) throw new Error(`${name} has no cell for ${input} in ${state}`)
  return step
}

/** The facts of a step. */
export function factsOf({ name, steps }: SagaTable, step: string): StepFacts {
  const facts = steps[step]
  if (facts === undefined) throw new Error(`${name} does not say what its step ${step} does`)
  return facts
}

const passive = new Set(['duplicate', 'late', 'impossible'])

/** Whether a step does anything at all. */
export const acts = (step: string) => !passive.has(step)

/** The events of a step, each once, whichever of its ends publishes it. */
export const emitsOf = ({ ends }: StepFacts): string[] => [
  ...new Set(ends.flatMap(({ emits = [] }) => emits)),
]

/** Every change of state that a table allows, and every event that is published though the state stays. */
export function movesOf(table: SagaTable): Move[] {
  const cells = statesOf(table).flatMap(from => inputsOf(table).map(input => ({ from, input })))
  const moves = cells.flatMap(({ from, input }) =>
    factsOf(table, stepIn(table, from, input)).ends.map(({ to = from, emits = [] }) => ({
      from,
      input,
      to,
      emits,
    })),
  )
  return table.opening === undefined ? moves : [table.opening, ...moves]
}

/** The states that nothing leads out of. */
export function finalStatesOf(table: SagaTable): string[] {
  const left = new Set(movesOf(table).flatMap(({ from, to }) => (from === to ? [] : from)))
  return statesOf(table).filter(state => !left.has(state))
}

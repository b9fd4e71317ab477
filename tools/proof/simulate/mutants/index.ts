import { idText, recordSchedule, runSchedule, type System, shrink, type Trace } from '../simulator/index.ts'
import { inventoryMutants } from './inventory.ts'
import type { Mutant } from './mutate.ts'
import { orderMutants } from './order.ts'
import { paymentMutants } from './payment.ts'
import { deadLetterMutants, shellMutants } from './shell.ts'
import { shippingMutants } from './shipping.ts'

export type { Mutant } from './mutate.ts'

/** The simulator's own test: bugs that it must find. */
export const mutants: readonly Mutant[] = [
  ...orderMutants,
  ...inventoryMutants,
  ...paymentMutants,
  ...shippingMutants,
  ...shellMutants,
  ...deadLetterMutants,
]

/** The most schedules in which a mutant must be found. */
export const maxSchedules = 100_000

export interface Found {
  readonly mutant: Mutant
  /** How many schedules it took, the one that found it included; undefined if it was not found. */
  readonly schedules: number | undefined
  readonly id: string | undefined
  readonly invariant: string | undefined
}

/** Runs schedules with a bug in the system until an invariant breaks. */
export function hunt(system: System, mutant: Mutant, seed: number): Found {
  const mutated = mutant.mutate(system)
  for (let number = 0; number < maxSchedules; number++) {
    const violation = runSchedule(mutated, { seed, number })
    if (violation === undefined) continue
    const { invariant } = violation
    return { mutant, schedules: number + 1, id: idText({ seed, number }), invariant }
  }
  return { mutant, schedules: undefined, id: undefined, invariant: undefined }
}

/** The smallest schedule in which a mutant breaks an invariant, from the first that did. */
export function shrunken(system: System, mutant: Mutant, seed: number, number: number): Trace {
  const mutated = mutant.mutate(system)
  const { schedule, violation } = recordSchedule(mutated, { seed, number })
  if (violation === undefined) throw new Error(`${mutant.name} is not found by ${seed}:${number}.`)
  return shrink(mutated, schedule, violation.invariant)
}

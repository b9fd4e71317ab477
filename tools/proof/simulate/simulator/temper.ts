import type { Dice } from './dice.ts'
import type { World } from './world.ts'

/**
 * How adverse a schedule is. Each one draws its own: some know no crash, in some a consumer hardly gets to
 * read one topic while it reads the others. Schedules that differ so find more than ones that are all
 * average ("swarm testing", Groce et al. 2012).
 */
export interface Temper {
  /** The chance that the world outside acts next, rather than the system. */
  readonly haste: number
  /** How fast each service reads each of its topics, and works at all. */
  readonly rates: readonly {
    readonly batch: number
    readonly relay: number
    readonly topics: readonly number[]
  }[]
  readonly gatewayRate: number
  /** The most records of a partition in a batch, and the chance that what waits at the entry comes with them. */
  readonly depth: number
  readonly entry: number
  readonly crash: number
  readonly relayCrash: number
  readonly lost: number
  readonly twice: number
  readonly rewind: number
  readonly forget: number
  /** The chance that a record becomes a dead letter, and that one is sent back, before all has come to rest. */
  readonly setAside: number
  readonly redrive: number
  /** The chance that a service is brought back to the release before, or forward, where there is one. */
  readonly deploy: number
}

const rates = [1, 1, 0.3, 0.05] as const

export function drawTemper(dice: Dice, { services }: World): Temper {
  const often = (probability: number) => (dice.chance(0.5) ? probability : 0)
  return {
    haste: dice.pick([0.03, 0.1, 0.3, 0.9]),
    rates: services.map(({ subscriptions }) => ({
      batch: dice.pick(rates),
      relay: dice.pick(rates),
      topics: subscriptions.map(() => dice.pick(rates)),
    })),
    gatewayRate: dice.pick(rates),
    depth: dice.pick([1, 1, 3, 10]),
    entry: dice.pick([0.1, 0.5, 1]),
    crash: often(dice.pick([0.02, 0.1])),
    relayCrash: often(dice.pick([0.02, 0.1])),
    lost: often(0.3),
    twice: often(0.2),
    rewind: often(0.02),
    forget: dice.chance(0.2) ? 0.05 : 0,
    setAside: dice.chance(0.3) ? dice.pick([0.03, 0.2]) : 0,
    redrive: dice.pick([0, 0.05, 0.2]),
    deploy: services.some(({ releases }) => releases.previous) ? dice.pick([0.02, 0.1]) : 0,
  }
}

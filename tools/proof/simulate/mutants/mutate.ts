import type { Decide, Input } from '@orderflow/messaging/decider'
import type { SimulatedService, System } from '../simulator/index.ts'

/** A bug that somebody might write, as a change of the system. The simulator must find each of them. */
export interface Mutant {
  /** A stable name: `inventory-no-tombstone`. */
  readonly name: string
  /** What is wrong, in a sentence. */
  readonly bug: string
  mutate(system: System): System
}

type ServiceName = 'order' | 'inventory' | 'payment' | 'shipping'

/** The system with a change to one service, in every deployment. */
export function changeService(
  system: System,
  name: ServiceName,
  change: (service: SimulatedService) => Partial<SimulatedService>,
): System {
  const changed = (service: SimulatedService) =>
    service.name === name ? { ...service, ...change(service) } : service
  const deployments = system.deployments.map(({ services, ...deployment }) => {
    return { ...deployment, services: services.map(changed) }
  })
  return { ...system, deployments }
}

/** What a bug makes of an input; `undefined` where it does what the real decision does. */
export type Flaw<World, Data> = (
  world: World,
  input: Input<Data>,
) => ReturnType<Decide<World, Data>> | undefined

/** A mutant of some of a service's decisions. */
export function wrongDecision<World, Data = { readonly orderId: string }>(
  name: string,
  bug: string,
  service: ServiceName,
  types: readonly string[],
  flaw: (real: Decide<World, Data>) => Flaw<World, Data>,
): Mutant {
  const wrong = (real: Decide<World, Data>): Decide<World, Data> => {
    const flawed = flaw(real)
    return (world, input) => flawed(world, input) ?? real(world, input)
  }
  return {
    name,
    bug,
    mutate: system =>
      changeService(system, service, ({ decide }) => ({
        decide: {
          ...decide,
          ...Object.fromEntries(types.map(type => [type, wrong(decide[type] as Decide<World, Data>)])),
        },
      })),
  }
}

export const services = ['order', 'inventory', 'payment', 'shipping'] as const
export type Service = (typeof services)[number]

/** What a service is given to decide: an event, a request or a gateway's answer, where it is handled. */
export interface Step {
  readonly at: Service
  /** Messages that it publishes beside the event that goes on: other versions, quantities of products. */
  readonly besides?: number
  /** Shares of what happens next. */
  readonly next: readonly Branch[]
  /** Whether the order has ended with it. */
  readonly ends?: true
}

interface Branch {
  readonly share: number
  /** Steps that begin with the event, each at a service that reads it. */
  readonly to: readonly StepName[]
  /** Within the process, without a topic. */
  readonly inside?: true
}

/** Of the bench's mixed orders these shares are out of stock, or declined (`tools/proof/bench/ours/mixed.ts`). */
const outOfStock = 0.05
const declined = 0.1

const always = (...to: StepName[]): readonly Branch[] => [{ share: 1, to }]

export type StepName =
  | 'placed'
  | 'created'
  | 'rejected'
  | 'reserved'
  | 'charge'
  | 'answered'
  | 'refused'
  | 'released'
  | 'captured'
  | 'shipped'
  | 'dispatched'
  | 'sold'

/**
 * The way of an order through the saga (docs/saga.md), as far as it costs something: which service handles how many inputs, and
 * publishes how many messages. Cancellations, one order in twenty, are left out.
 */
export const flow: Readonly<Record<StepName, Step>> = {
  placed: { at: 'order', besides: 1, next: always('created') },
  created: {
    at: 'inventory',
    besides: 0.4,
    next: [
      { share: outOfStock, to: ['rejected'] },
      { share: 1 - outOfStock, to: ['reserved', 'charge'] },
    ],
  },
  rejected: { at: 'order', besides: 1, next: [], ends: true },
  reserved: { at: 'order', next: [] },
  charge: { at: 'payment', next: [{ share: 1, to: ['answered'], inside: true }] },
  answered: {
    at: 'payment',
    next: [
      { share: declined, to: ['refused', 'released'] },
      { share: 1 - declined, to: ['captured', 'shipped'] },
    ],
  },
  refused: { at: 'order', besides: 1, next: [], ends: true },
  released: { at: 'inventory', besides: 1.3, next: [] },
  captured: { at: 'order', next: [] },
  shipped: { at: 'shipping', next: always('dispatched', 'sold') },
  dispatched: { at: 'order', besides: 1, next: [], ends: true },
  sold: { at: 'inventory', besides: 0.3, next: [] },
}

/** Messages that a step publishes on average. */
export const messagesOf = ({ besides = 0, next }: Step): number =>
  besides + next.reduce((sum, { share, inside }) => sum + (inside ? 0 : share), 0)

/** How often each step is taken by an order, on average. */
export function expectedSteps(): Readonly<Record<StepName, number>> {
  const counts = Object.fromEntries(Object.keys(flow).map(name => [name, 0])) as Record<StepName, number>
  const visit = (name: StepName, share: number) => {
    counts[name] += share
    for (const branch of flow[name].next) for (const to of branch.to) visit(to, share * branch.share)
  }
  visit('placed', 1)
  return counts
}

/** Inputs and messages of an order, by service. */
export function expectedWork(): Readonly<Record<Service, { inputs: number; messages: number }>> {
  const work = Object.fromEntries(services.map(name => [name, { inputs: 0, messages: 0 }])) as Record<
    Service,
    { inputs: number; messages: number }
  >
  for (const [name, count] of Object.entries(expectedSteps())) {
    const step = flow[name as StepName]
    work[step.at].inputs += count
    work[step.at].messages += count * messagesOf(step)
  }
  return work
}

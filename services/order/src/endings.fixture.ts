import type { Order } from './domain/order.ts'
import type { Inputs } from './domain/transitions.ts'
import { at, data, given, orderId, when } from './domain.fixture.ts'

/** How an order ends. */
export interface Ending {
  readonly order: Pick<Order, 'status' | 'reason' | 'total'>
  /** The types of the events that it publishes, in order. */
  readonly told: readonly string[]
}

/** There is no order between topics: the events of one saga in every order; equal ones are told apart by nobody. */
export function arrivals(events: readonly Inputs[]): Inputs[][] {
  if (events.length === 0) return [[]]
  return [...new Set(events)].flatMap(first => {
    const rest = events.toSpliced(events.indexOf(first), 1)
    return arrivals(rest).map(tail => [first, ...tail])
  })
}

/** @param reason what shipping says of a cancellation: the reason it was asked for */
export function play(events: readonly Inputs[], reason?: string) {
  const world = given('PENDING', { version: 1 })
  const told = events.flatMap(type => {
    const said = type === 'ShipmentCancelled' ? { orderId, reason, cancelledAt: at } : data[type]
    return when(world, type, said).events ?? []
  })
  return { order: world.orders.get(orderId) as Order, told }
}

/** Plays all arrivals and names the endings that differ from the expected, each with one that led to it. */
export function strayEndings(all: Inputs[][], { order, told }: Ending, reason?: string): Map<string, string> {
  const stray = new Map<string, string>()
  for (const arrived of all) {
    const result = play(arrived, reason)
    const { status, total, reason: because } = result.order
    const types = result.told.map(({ type }) => type)
    const ending = JSON.stringify({ order: { status, reason: because, total }, told: types })
    if (ending !== JSON.stringify({ order, told })) stray.set(ending, arrived.join(', '))
    // What is published carries the version at which it became true, each a later one.
    const sequences = result.told.map(({ sequence }) => sequence)
    const rising = [...new Set(sequences)].sort((a, b) => a - b)
    if (`${rising}` !== `${sequences}` || (rising.at(-1) ?? 0) > result.order.version) {
      stray.set(`sequences ${sequences}`, arrived.join(', '))
    }
  }
  return stray
}

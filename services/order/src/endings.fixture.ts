import type { Order } from './domain/order.ts'
import type { Inputs } from './domain/transitions.ts'
import { at, data, given, orderId, when } from './domain.fixture.ts'

/** How an order ends. */
export interface Ending {
  readonly order: Pick<Order, 'status' | 'reason' | 'total'>
  /** The types of the events that it publishes, in order. */
  readonly published: readonly string[]
}

/** @param reason what shipping says of a cancellation: the reason it was asked for */
export function play(arrived: readonly Inputs[], reason?: string) {
  const world = given('PENDING', { version: 1 })
  const published = arrived.flatMap(type => {
    const said = type === 'ShipmentCancelled' ? { orderId, reason, cancelledAt: at } : data[type]
    return when(world, type, said).events ?? []
  })
  return { order: world.orders.get(orderId) as Order, published }
}

/** Plays all arrivals and names the endings that differ from the expected, each with one that led to it. */
export function strayEndings(
  all: Iterable<readonly Inputs[]>,
  expected: (arrived: readonly Inputs[]) => Ending,
  reason?: string,
): Map<string, string> {
  const stray = new Map<string, string>()
  for (const arrived of all) {
    const { order, published } = play(arrived, reason)
    const ending: Ending = {
      order: { status: order.status, reason: order.reason, total: order.total },
      published: published.map(({ type }) => type),
    }
    const { order: stands, published: types } = expected(arrived)
    if (JSON.stringify(ending) !== JSON.stringify({ order: stands, published: types })) {
      stray.set(JSON.stringify(ending), arrived.join(', '))
    }
    // What is published carries the version at which it became true, each a later one.
    const versions = [0, ...published.map(({ sequence }) => sequence), order.version + 1]
    if (versions.some((version, i) => i > 0 && version <= (versions[i - 1] as number))) {
      stray.set(`sequences ${versions}`, arrived.join(', '))
    }
  }
  return stray
}

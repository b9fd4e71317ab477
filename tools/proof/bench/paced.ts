import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds, never backwards. */
  now(): number
  sleep(milliseconds: number): Promise<unknown>
}

const realClock: Clock = { now: () => performance.now(), sleep: delay }

/** An item and when it is to be sent, by the clock. */
export interface Scheduled<Item> {
  readonly item: Item
  readonly dueMs: number
}

/**
 * An open loop's schedule: the items at a fixed rate, whether or not the earlier ones have been answered. An
 * item comes out when it is due, or at once if that has passed; `dueMs` stays what it was. Measured from
 * `dueMs`, a time contains what the item waited because the system, or the sender, was behind; measured from
 * the sending, as a closed loop does, it would not ("coordinated omission", Gil Tene).
 *
 * @param perSecond items a second
 */
export async function* paced<Item>(
  items: Iterable<Item>,
  perSecond: number,
  { now, sleep }: Clock = realClock,
): AsyncGenerator<Scheduled<Item>, void, void> {
  const startMs = now()
  let place = 0
  for (const item of items) {
    const dueMs = startMs + (place++ * 1000) / perSecond
    // A timer may ring a little early.
    for (let early = dueMs - now(); early > 0; early = dueMs - now()) await sleep(early)
    yield { item, dueMs }
  }
}

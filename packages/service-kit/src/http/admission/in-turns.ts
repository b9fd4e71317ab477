export interface Turns<Item> {
  /** Does it in one of the next turns, in the order of arrival; at once if too much waits already. */
  add(item: Item): void
}

/** For so long in one turn of the event loop, in milliseconds. */
const perTurnMs = 5
/** What waits takes memory, and clients who pipeline could let any number wait. */
const mostWaiting = 4_000

/**
 * Does what matters less little by little, so that what else the event loop has comes in between: at ten times the load a
 * turn would else be nothing but refusals, and a transaction, which takes some turns, would wait for them in each.
 */
export function inTurns<Item>(
  act: (item: Item) => void,
  nextTurn: (run: () => void) => unknown = setImmediate,
  now: () => number = () => performance.now(),
): Turns<Item> {
  let waiting: Item[] = []
  let goesOn = false

  function turn() {
    const since = now()
    let done = 0
    while (done < waiting.length && now() - since < perTurnMs) act(waiting[done++] as Item)
    waiting = waiting.slice(done)
    goesOn = waiting.length > 0
    if (goesOn) nextTurn(turn)
  }

  return {
    add(item) {
      if (waiting.length >= mostWaiting) return act(item)
      waiting.push(item)
      if (!goesOn) nextTurn(turn)
      goesOn = true
    },
  }
}

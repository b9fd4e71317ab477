export interface Turns<Item> {
  /** Does it in one of the next turns, in the order of arrival; at once if too much waits already. */
  add(item: Item): void
}

/** So many are done in one turn of the event loop: about a millisecond of refusals. */
const perTurn = 32
/** What waits takes memory, and clients who pipeline could let any number wait. */
const mostWaiting = 4_000

/**
 * Does what matters less little by little, so that what else the event loop has comes in between: at ten times the load a
 * turn would else be nothing but refusals, and a transaction, which takes some turns, would wait for them in each.
 */
export function inTurns<Item>(
  act: (item: Item) => void,
  nextTurn: (run: () => void) => unknown = setImmediate,
): Turns<Item> {
  let waiting: Item[] = []
  let goesOn = false

  function turn() {
    const now = waiting.slice(0, perTurn)
    waiting = waiting.slice(perTurn)
    goesOn = waiting.length > 0
    if (goesOn) nextTurn(turn)
    now.forEach(act)
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

/** Milliseconds of one turn of the event loop that long work may take, of whomever it is. */
const turnMs = 10

let next: Promise<void> | undefined
let began = 0

/**
 * Asked between the pieces of work that may be long, so that whatever else the process does goes on meanwhile.
 *
 * @returns undefined while this turn of the event loop has time left; else what to wait for before the next piece
 */
export function nextTurn(): Promise<void> | undefined {
  if (next !== undefined) return performance.now() - began > turnMs ? next : undefined
  began = performance.now()
  next = new Promise(resolve =>
    setImmediate(() => {
      next = undefined
      resolve()
    }),
  )
  return undefined
}

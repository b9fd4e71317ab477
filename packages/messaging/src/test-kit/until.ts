import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `find` finds something, and returns it. The limit is for a machine that is far too busy,
 * never a measure of speed.
 * @param otherwise says what there is instead, for the error
 */
export async function until<Found>(
  find: () => Promise<Found | undefined | false> | Found | undefined | false,
  otherwise: () => string,
): Promise<Found> {
  const limitSeconds = 120
  const started = Date.now()
  const deadline = started + limitSeconds * 1_000
  for (;;) {
    const found = await find()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`not found within ${limitSeconds} s; there is ${otherwise()}`)
    // Looking is work for the servers too: never more often than twenty times in the time that has passed.
    await pause(Math.min(250, Math.max(20, (Date.now() - started) / 20)))
  }
}

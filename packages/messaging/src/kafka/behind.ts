/**
 * How many records a group has still to take in. It goes on at its committed offset; at the beginning if it has none, or
 * one of which the records are deleted, or one beyond the end, which is of a topic that was deleted and made again.
 */
export function behind(committed: number, start: number, end: number): number {
  const next = committed < start || committed > end ? start : committed
  return Math.max(0, end - next)
}

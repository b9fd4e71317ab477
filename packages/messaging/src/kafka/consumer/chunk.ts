/**
 * Bytes of values after which a chunk ends. Read as events they take several times as much, for all partitions of a fetch at
 * once; and what is fetched is compressed, by 7 as a rule, and by 60 where a customer repeats a large order.
 */
const maxBytes = 1_000_000

/** What is handled together of a partition's messages, from the one at `from` on: at most `size`, and at least one. */
export function chunkAt<Message extends { readonly value: Buffer | null }>(
  messages: readonly Message[],
  from: number,
  size: number,
): readonly Message[] {
  const end = Math.min(from + size, messages.length)
  let bytes = 0
  for (let n = from; n < end; n++) {
    bytes += messages[n]?.value?.length ?? 0
    if (bytes > maxBytes && n > from) return messages.slice(from, n)
  }
  return messages.slice(from, end)
}

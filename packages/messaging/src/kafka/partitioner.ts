const seed = 0x9747b28c | 0
const m = 0x5bd1e995

/**
 * The hash by which Kafka's clients place keys, as a signed integer of 32 bits: murmur2 as in
 * `org.apache.kafka.common.utils.Utils`. kafkajs has it in BigInt, at some microseconds per key.
 */
export function murmur2(key: string | Buffer): number {
  const bytes = typeof key === 'string' ? Buffer.from(key) : key
  const { length } = bytes
  const whole = length & ~3
  let h = seed ^ length
  for (let i = 0; i < whole; i += 4) {
    const k = Math.imul(bytes.readInt32LE(i), m)
    h = Math.imul(h, m) ^ Math.imul(k ^ (k >>> 24), m)
  }
  if (length > whole) {
    h = Math.imul(h ^ bytes.readUIntLE(whole, length - whole), m)
  }
  h = Math.imul(h ^ (h >>> 13), m)
  return h ^ (h >>> 15)
}

/** The partition of a key, as the Java client's default partitioner has it. */
export const partitionOf = (key: string | Buffer, partitions: number): number =>
  (murmur2(key) & 0x7fffffff) % partitions

/**
 * Milliseconds for which a sender believes in a number of partitions without asking again. Who adds partitions keeps senders away for
 * longer than that: then nobody sends by the number before (ADR 81).
 */
export const countBelievedMs = 5_000

/**
 * The value that `share` of all values do not exceed (nearest rank): `percentile(times, 0.99)`. NaN of no
 * values.
 */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

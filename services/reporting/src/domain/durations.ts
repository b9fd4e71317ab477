/**
 * Durations as a histogram whose buckets grow by a fixed factor: any percentile is within `accuracy` of the true one,
 * however long the durations are, and histograms of different times and replicas are simply added. The mapping is
 * that of DDSketch (Masson, Rim, Lee: "DDSketch", VLDB 2019).
 */
export const accuracy = 0.02

const gamma = (1 + accuracy) / (1 - accuracy)
const logGamma = Math.log(gamma)

/** The bucket of a duration in milliseconds; what is below one counts as one. */
export const bucketOf = (milliseconds: number): number =>
  Math.ceil(Math.log(Math.max(1, milliseconds)) / logGamma)

/** Milliseconds that are within `accuracy` of every duration in the bucket. */
export const millisecondsOf = (bucket: number): number => (2 * gamma ** bucket) / (gamma + 1)

export interface Bucket {
  readonly bucket: number
  readonly n: number
}

/**
 * The milliseconds that a share of the durations do not exceed; undefined if there are none.
 * @param share 0.5 for the median
 */
export function percentile(buckets: readonly Bucket[], share: number): number | undefined {
  const sorted = buckets.filter(({ n }) => n > 0).toSorted((a, b) => a.bucket - b.bucket)
  const all = sorted.reduce((sum, { n }) => sum + n, 0)
  const rank = Math.max(1, Math.ceil(share * all))
  let seen = 0
  for (const { bucket, n } of sorted) {
    seen += n
    if (seen >= rank) return millisecondsOf(bucket)
  }
  return undefined
}

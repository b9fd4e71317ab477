/** How a consumer stood at a time. */
export interface Reading {
  readonly atMs: number
  /** Messages that it had still to take in. */
  readonly lag: number
  /** Messages that it has taken in since any fixed beginning. */
  readonly taken: number
}

/** At two seconds a reading, an hour. */
const maxReadings = 1_800

/**
 * How long the message has waited that a consumer takes in next, in seconds, from how many wait: it was the last one when as many
 * had come as are taken in by now. Between two readings messages are thought to have come evenly, as kafka-lag-exporter does it.
 * For a consumer that stands still it is the time since nothing waited, at most since the first reading, or the first of those that are kept.
 */
export function createLagClock(): (reading: Reading) => number {
  let readings: Reading[] = []
  return reading => {
    if (reading.lag <= 0) {
      readings = [reading]
      return 0
    }
    readings.push(reading)
    const came = ({ lag, taken }: Reading) => taken + lag
    // The last time at which no more had come than is taken in by now.
    const before = readings.findLastIndex(each => came(each) <= reading.taken)
    readings = readings.slice(Math.max(before, readings.length - maxReadings, 0))
    const [first, next] = readings as [Reading, Reading | undefined]
    if (came(first) > reading.taken || next === undefined) return (reading.atMs - first.atMs) / 1_000
    const share = (reading.taken - came(first)) / (came(next) - came(first))
    return (reading.atMs - first.atMs - share * (next.atMs - first.atMs)) / 1_000
  }
}

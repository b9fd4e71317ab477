import type { SkippedOffsets } from '../port.ts'

/**
 * Passes on each skipped offset once. A member that loses its place before it has committed beyond what was deleted meets
 * the same range again: it goes on from the same offset, to the same one or, if more was deleted meanwhile, a later one.
 */
export function eachOnce(report: (skipped: SkippedOffsets) => void): (skipped: SkippedOffsets) => void {
  const last = new Map<string, SkippedOffsets>()
  return skipped => {
    const { topic, partition, from, to } = skipped
    const place = `${topic}/${partition}`
    const before = last.get(place)
    const again = before !== undefined && before.from === from
    if (again && to <= before.to) return
    last.set(place, skipped)
    report(again ? { ...skipped, from: before.to } : skipped)
  }
}

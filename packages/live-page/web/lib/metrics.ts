/**
 * The value of a metric in Prometheus' text format, summed over its labels; undefined if there is none. Enough for
 * gauges and counters whose labels do not matter to the page.
 */
export function metricValue(text: string, name: string): number | undefined {
  let sum: number | undefined
  for (const [, value] of text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, 'gm'))) {
    const number = Number(value)
    if (Number.isFinite(number)) sum = (sum ?? 0) + number
  }
  return sum
}

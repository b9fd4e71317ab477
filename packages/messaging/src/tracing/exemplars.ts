import type { Histogram } from 'prom-client'
import { isSampled, type TraceContext } from './trace-context.ts'

/** One observation that stands for a bucket, and the trace that it was made in. */
export interface Exemplar {
  readonly traceId: string
  readonly value: number
  /** Seconds since 1970. */
  readonly at: number
}

type Labels = Readonly<Record<string, string | number>>

/** By histogram, the newest of each series and bucket. As many as there are buckets, however many observations. */
const kept = new WeakMap<object, Map<string, Exemplar>>()

/**
 * Observes a value, and keeps its trace as the exemplar of its bucket if that is recorded: who sees the value in a chart
 * finds a request or a batch that it came from. prom-client's own exemplars are tied to registries of OpenMetrics alone,
 * whose rendering renames counters in place; ours are rendered by `/metrics`.
 * OpenMetrics: https://prometheus.io/docs/specs/om/open_metrics_spec/#exemplars
 */
export function observeIn<Label extends string>(
  histogram: Histogram<Label>,
  labels: Readonly<Partial<Record<Label, string | number>>>,
  value: number,
  of: TraceContext | undefined,
): void {
  histogram.observe(labels, value)
  if (of === undefined || !isSampled(of)) return
  const { upperBounds } = histogram as unknown as { upperBounds: readonly number[] }
  const le = upperBounds.find(bound => value <= bound) ?? '+Inf'
  const exemplars = kept.get(histogram) ?? new Map()
  kept.set(histogram, exemplars)
  const traceId = (of.traceparent as string).slice(3, 35)
  exemplars.set(series({ ...(labels as Labels), le }), { traceId, value, at: Date.now() / 1000 })
}

/** The exemplar of a histogram's bucket; `labels` are those of its sample, `le` included. */
export const exemplarOf = (histogram: object, labels: Labels): Exemplar | undefined =>
  kept.get(histogram)?.get(series(labels))

const series = (labels: Labels) =>
  Object.keys(labels)
    .sort()
    .map(name => `${name}=${labels[name]}`)
    .join('\n')

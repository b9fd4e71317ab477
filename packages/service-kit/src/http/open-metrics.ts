import { exemplarOf } from '@orderflow/messaging/exemplars'
import type { Metric, Registry } from 'prom-client'

/** What `/metrics` answers with to those who ask for it. */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** Whether a scraper's `Accept` names the format; Prometheus's does. */
export const wantsOpenMetrics = (accept: string | undefined): boolean =>
  accept?.includes('application/openmetrics-text') ?? false

interface Sample {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  /** Where it differs from the metric's own name: `…_bucket`, `…_sum`. */
  readonly metricName?: string
}

/**
 * A registry in the format of OpenMetrics 1.0, with the exemplars that the text format has no place for. Every name is
 * the same in both: a counter whose name does not end in `_total`, which OpenMetrics does not allow, is of unknown type.
 * The format: https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export async function openMetrics(registry: Registry): Promise<string> {
  // Typed as descriptions; what a registry holds is the metrics themselves.
  const metrics = registry.getMetricsAsArray() as unknown as Metric[]
  const families = await Promise.all(metrics.map(family))
  return `${families.flat().join('\n')}\n# EOF\n`
}

async function family(metric: Metric): Promise<string[]> {
  const { name, help, type, values } = await metric.get()
  const isCounter = String(type) === 'counter'
  const isTotal = isCounter && name.endsWith('_total')
  const familyName = isTotal ? name.slice(0, -'_total'.length) : name
  return [
    `# TYPE ${familyName} ${isCounter && !isTotal ? 'unknown' : type}`,
    `# HELP ${familyName} ${escaped(help)}`,
    ...(values as readonly Sample[]).map(sample => line(metric, name, sample)),
  ]
}

function line(metric: object, name: string, { metricName = name, labels, value }: Sample): string {
  const exemplar = 'le' in labels ? exemplarOf(metric, labels) : undefined
  const sample = `${metricName}${labelSet(labels)} ${numeral(value)}`
  if (exemplar === undefined) return sample
  const { traceId, value: observed, at } = exemplar
  return `${sample} # {trace_id="${traceId}"} ${numeral(observed)} ${at.toFixed(3)}`
}

function labelSet(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

const numeral = (value: number) =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'

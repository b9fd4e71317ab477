import { Gauge, type Registry } from 'prom-client'

/** Who is asked for figures that the process does not have itself. */
export type Source = 'kafka' | 'database'

/** Told of every attempt to read figures of a source, whether it succeeded. */
export type Sources = (source: Source, succeeded: boolean) => void

/**
 * Shows how old figures are: where a source does not answer, its last ones stand, and these two say so. After the
 * `up` and the "timestamp, not age" of Prometheus' own conventions.
 */
export function sourceMetrics(registry: Registry): Sources {
  const up = new Gauge({
    name: 'metrics_source_up',
    help: 'Whether the source of the figures that are asked of others answered the last time: 1, or 0',
    labelNames: ['source'] as const,
    registers: [registry],
  })
  const at = new Gauge({
    name: 'metrics_source_timestamp_seconds',
    help: 'When the source last answered, in seconds since 1970; 0 if it has not yet',
    labelNames: ['source'] as const,
    registers: [registry],
  })
  for (const source of ['kafka', 'database'] as const) {
    up.set({ source }, 0)
    at.set({ source }, 0)
  }
  return (source, succeeded) => {
    up.set({ source }, succeeded ? 1 : 0)
    if (succeeded) at.set({ source }, Date.now() / 1_000)
  }
}

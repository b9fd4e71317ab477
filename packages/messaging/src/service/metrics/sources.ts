import { Gauge, type Registry } from 'prom-client'

/** Who is asked for figures that the process does not have itself. */
export type Source = 'kafka' | 'database'

/** Told of every attempt to read figures of a source, whether it succeeded. */
export type Sources = (source: Source, succeeded: boolean) => void

/**
 * Shows how old figures are: where a source does not answer, its last ones stand, and these two say so. After the
 * `up` of Prometheus, and its advice to export a time rather than an age.
 *
 * @param readDatabase reads what a scrape wants of the database
 */
export function sourceMetrics(registry: Registry, readDatabase: () => Promise<boolean>): Sources {
  const collect = async () => report('database', await readDatabase())
  const up = new Gauge({
    name: 'metrics_source_up',
    help: 'Whether the source of the figures that are asked of others answered the last time: 1, or 0',
    labelNames: ['source'] as const,
    registers: [registry],
    collect,
  })
  const at = new Gauge({
    name: 'metrics_source_timestamp_seconds',
    help: 'When the source last answered, in seconds since 1970; 0 if it has not yet',
    labelNames: ['source'] as const,
    registers: [registry],
    collect,
  })
  function report(source: Source, succeeded: boolean) {
    up.set({ source }, succeeded ? 1 : 0)
    if (succeeded) at.set({ source }, Date.now() / 1_000)
  }
  for (const source of ['kafka', 'database'] as const) {
    up.set({ source }, 0)
    at.set({ source }, 0)
  }
  return report
}

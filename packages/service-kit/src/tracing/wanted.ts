import type { Environment } from '../config.ts'

/** Whether the environment asks for traces, by OpenTelemetry's own variables. An empty one counts as not set. */
export function tracingWanted(env: Environment): boolean {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT
  return Boolean(endpoint) && env.OTEL_SDK_DISABLED?.toLowerCase() !== 'true'
}

/**
 * The first thing that a process loads: `node --import @orderflow/service-kit/tracing main.ts`. Starts OpenTelemetry if
 * the environment says where traces go to; else its SDK is not even loaded.
 */
import { tracingWanted } from './wanted.ts'

if (tracingWanted(process.env)) {
  const { startSdk } = await import('./sdk.ts')
  startSdk(process.argv[1])
}

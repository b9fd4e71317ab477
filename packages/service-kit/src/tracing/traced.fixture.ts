import { activeTracer } from '@orderflow/messaging/tracing'
import { stopTracing } from './stop.ts'

/** A process that makes one span, if it is traced, stops in order, and says on stdout whether it was. */
const tracer = activeTracer()
tracer?.startSpan('only').end()
await stopTracing()
process.stdout.write(JSON.stringify({ traced: tracer !== undefined }))

import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base'
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http'
import { ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer'
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace'
import type { Environment } from '../config.ts'
import { writeSpans } from './write-spans.ts'

/** The SDK's exporter of OTLP over HTTP, with its variables, repetitions and compression, that has spans written by `writeSpans`. */
export const protobufExporter = (): SpanExporter =>
  new OTLPExporterBase(
    createOtlpHttpExportDelegate(
      convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' }),
      { ...ProtobufTraceSerializer, serializeRequest: (spans: ReadableSpan[]) => writeSpans(spans) },
      'otlp_http_span_exporter',
      TraceExporterMetricsHelper,
      undefined,
    ),
  )

/** Spans in batches, as OpenTelemetry's variables have them. */
export function batchesOf(exporter: SpanExporter, env: Environment): BatchSpanProcessor {
  const number = (name: string) => (env[name] ? Number(env[name]) : undefined)
  const settings = {
    maxQueueSize: number('OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
    scheduledDelayMillis: number('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: number('OTEL_BSP_EXPORT_TIMEOUT'),
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined && value >= 0)
  return new BatchSpanProcessor({ exporter, ...Object.fromEntries(given) })
}

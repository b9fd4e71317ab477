import type { Attributes, HrTime, Link, TraceState } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { ProtobufWriter } from './protobuf-writer.ts'

/**
 * Spans of one process as an OTLP request, `ExportTraceServiceRequest` in protobuf: what OpenTelemetry's own serializer writes,
 * byte for byte, in half of its time, as nothing is gone over twice. The numbers are those of the fields:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/v1.7.0/opentelemetry/proto/trace/v1/trace.proto
 */
export function writeSpans(spans: readonly ReadableSpan[]): Uint8Array {
  const writer = new ProtobufWriter(512 * spans.length)
  const resourceSpans = writer.open(1)
  const resource = writer.open(1)
  writeAttributes(writer, 1, spans[0]?.resource.attributes ?? {})
  writer.varint(2, 0)
  writer.close(resource)
  for (const [{ name, version }, ofScope] of Map.groupBy(spans, span => span.instrumentationScope)) {
    const scopeSpans = writer.open(2)
    const scope = writer.open(1)
    writer.text(1, name)
    if (version !== undefined) writer.text(2, version)
    writer.close(scope)
    for (const span of ofScope) writeSpan(writer, span)
    writer.close(scopeSpans)
  }
  writer.close(resourceSpans)
  return writer.written()
}

function writeSpan(writer: ProtobufWriter, span: ReadableSpan): void {
  const { parentSpanContext: parent, status } = span
  const { traceId, spanId, traceFlags, traceState } = span.spanContext()
  const from = writer.open(2)
  writer.hex(1, traceId)
  writer.hex(2, spanId)
  writeState(writer, traceState)
  if (parent !== undefined) writer.hex(4, parent.spanId)
  writer.text(5, span.name)
  writer.varint(6, span.kind + 1)
  writer.fixed64(7, nanoseconds(span.startTime))
  writer.fixed64(8, nanoseconds(span.endTime))
  writeAttributes(writer, 9, span.attributes)
  writer.varint(10, span.droppedAttributesCount)
  for (const event of span.events) {
    const at = writer.open(11)
    writer.fixed64(1, nanoseconds(event.time))
    writer.text(2, event.name)
    writeAttributes(writer, 3, event.attributes ?? {})
    writer.varint(4, event.droppedAttributesCount ?? 0)
    writer.close(at)
  }
  writer.varint(12, span.droppedEventsCount)
  for (const link of span.links) writeLink(writer, link)
  writer.varint(14, span.droppedLinksCount)
  const at = writer.open(15)
  if (status.message) writer.text(2, status.message)
  writer.varint(3, status.code)
  writer.close(at)
  writer.fixed32(16, flags(traceFlags, parent?.isRemote))
  writer.close(from)
}

function writeLink(writer: ProtobufWriter, { context, attributes, droppedAttributesCount = 0 }: Link): void {
  const at = writer.open(13)
  writer.hex(1, context.traceId)
  writer.hex(2, context.spanId)
  writeState(writer, context.traceState)
  writeAttributes(writer, 4, attributes ?? {})
  writer.varint(5, droppedAttributesCount)
  writer.fixed32(6, flags(context.traceFlags, context.isRemote))
  writer.close(at)
}

function writeState(writer: ProtobufWriter, state: TraceState | undefined): void {
  const text = state?.serialize()
  if (text) writer.text(3, text)
}

/** What is known of a context: its flags, that it is known whether it is remote, and whether it is. */
const flags = (traceFlags: number, isRemote = false) => (traceFlags & 0xff) | 0x100 | (isRemote ? 0x200 : 0)

function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name]
    if (value === undefined || value === null) continue
    const at = writer.open(field)
    writer.text(1, name)
    writeValue(writer, 2, value)
    writer.close(at)
  }
}

/** Whole numbers from 0 on are such, all others floats. What is no text, number, boolean or list of these is JSON. */
function writeValue(writer: ProtobufWriter, field: number, value: unknown): void {
  const at = writer.open(field)
  if (typeof value === 'string') writer.text(1, value)
  else if (typeof value === 'boolean') writer.varint(2, value ? 1 : 0)
  else if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && value >= 0) writer.varint(3, value)
    else writer.double(4, value)
  } else if (Array.isArray(value)) {
    const list = writer.open(5)
    for (const each of value) writeValue(writer, 1, each)
    writer.close(list)
  } else writer.text(1, JSON.stringify(value) ?? '')
  writer.close(at)
}

const nanoseconds = ([seconds, rest]: HrTime) => BigInt(seconds) * 1_000_000_000n + BigInt(rest)

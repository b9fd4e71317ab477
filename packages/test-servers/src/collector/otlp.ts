import { type Field, fieldsOf } from './protobuf.ts'

/** A span as a collector receives it. */
export interface ReceivedSpan {
  readonly service: string
  readonly traceId: string
  readonly spanId: string
  /** Empty for the root of a trace. */
  readonly parentId: string
  readonly name: string
  readonly kind: string
  readonly startedAt: bigint
  readonly endedAt: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  readonly resource: Readonly<Record<string, unknown>>
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly events: readonly string[]
  readonly isError: boolean
  readonly traceState: string
}

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const errorStatus = 2n

/**
 * The spans of an `ExportTraceServiceRequest` in protobuf; the numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto (trace/v1/trace.proto).
 */
export function spansIn(request: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(request), 1).flatMap(resourceSpans => {
    const resource = attributesOf(messages(resourceSpans, 1).flat())
    return messages(resourceSpans, 2).flatMap(scope => messages(scope, 2).map(span => toSpan(span, resource)))
  })
}

function toSpan(span: readonly Field[], resource: ReceivedSpan['resource']): ReceivedSpan {
  const status = messages(span, 15).flat()
  return {
    service: String(resource['service.name']),
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    traceState: text(span, 3),
    parentId: hex(span, 4),
    name: text(span, 5),
    kind: kinds[Number(number(span, 6))] ?? '',
    startedAt: number(span, 7),
    endedAt: number(span, 8),
    attributes: attributesOf(span, 9),
    resource,
    events: messages(span, 11).map(event => text(event, 2)),
    links: messages(span, 13).map(link => ({ traceId: hex(link, 1), spanId: hex(link, 2) })),
    isError: number(status, 3) === errorStatus,
  }
}

const values = (fields: readonly Field[], wanted: number) =>
  fields.filter(field => field.number === wanted).map(({ value }) => value)

const messages = (fields: readonly Field[], wanted: number) =>
  values(fields, wanted).map(value => fieldsOf(value as Buffer))

const bytes = (fields: readonly Field[], wanted: number) => (values(fields, wanted)[0] ?? '') as Buffer
const text = (fields: readonly Field[], wanted: number) => bytes(fields, wanted).toString()
const hex = (fields: readonly Field[], wanted: number) => bytes(fields, wanted).toString('hex')
const number = (fields: readonly Field[], wanted: number) => (values(fields, wanted)[0] ?? 0n) as bigint

function attributesOf(fields: readonly Field[], wanted = 1): Record<string, unknown> {
  return Object.fromEntries(
    messages(fields, wanted).map(pair => [text(pair, 1), anyValue(messages(pair, 2).flat())]),
  )
}

function anyValue([field]: readonly Field[]): unknown {
  switch (field?.number) {
    case 1:
      return String(field.value)
    case 2:
      return field.value === 1n
    case 3:
      return Number(field.value)
    default:
      return field?.value
  }
}

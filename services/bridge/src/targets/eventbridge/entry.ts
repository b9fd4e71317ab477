import { isUtf8 } from 'node:buffer'
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import type { Outgoing, Sent } from '../port.ts'
import { traceHeaderOf } from './trace-header.ts'

/**
 * Bytes of all entries of a request: 1 MiB, as the documentation of `PutEvents` in the SDK has it since 2026 (256 KB before),
 * counted as https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size says.
 */
export const largestRequest = 1_048_576
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const mostEntries = 10
const timeBytes = 14

/** An entry, with the bytes that it counts. */
export interface Sized {
  readonly entry: PutEventsRequestEntry
  readonly bytes: number
}

/**
 * An event for `PutEvents`: its detail is the CloudEvent in structured mode, the data of which are the bytes of the value
 * as they are. What would not be one JSON document in that place is refused.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function entryOf(event: Outgoing, bus: string): Sized | Sent {
  const { type, domain, attributes, contentType, value } = event
  if (!isJson(value)) {
    return {
      status: 'refused',
      code: 'NOT_ENCODABLE',
      detail: 'EventBridge takes JSON, which its value is not.',
    }
  }
  const envelope = JSON.stringify({ ...attributes, datacontenttype: contentType })
  const detail = `${envelope.slice(0, -1)},"data":${value}}`
  const source = `orderflow.${domain}`
  const traceHeader = traceHeaderOf(attributes.traceparent)
  const time = new Date(attributes.time ?? '')
  const bytes = Buffer.byteLength(detail) + Buffer.byteLength(source) + Buffer.byteLength(type) + timeBytes
  if (bytes >= largestRequest) {
    return {
      status: 'refused',
      code: 'TOO_LARGE',
      detail: `Its entry has ${bytes} bytes; EventBridge takes fewer than ${largestRequest}.`,
    }
  }
  return {
    entry: {
      EventBusName: bus,
      Source: source,
      DetailType: type,
      Detail: detail,
      ...(traceHeader !== undefined && { TraceHeader: traceHeader }),
      ...(!Number.isNaN(time.valueOf()) && { Time: time }),
    },
    bytes,
  }
}

function isJson(value: Buffer): boolean {
  if (!isUtf8(value)) return false
  try {
    JSON.parse(value.toString())
    return true
  } catch {
    return false
  }
}

/** Requests of at most ten entries and so many bytes, in order: the places of the entries in each. */
export function requestsOf(entries: readonly Pick<Sized, 'bytes'>[]): readonly (readonly number[])[] {
  const requests: number[][] = []
  let bytes = 0
  for (const [i, entry] of entries.entries()) {
    const last = requests.at(-1)
    bytes += entry.bytes
    if (last !== undefined && last.length < mostEntries && bytes < largestRequest) last.push(i)
    else {
      requests.push([i])
      bytes = entry.bytes
    }
  }
  return requests
}

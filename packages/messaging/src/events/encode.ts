import type { OutboxMessage } from '../outbox/outbox.ts'
import type { TraceContext } from '../tracing/trace-context.ts'
import type { Emission, Input } from '../types/decider.ts'
import type { Contract } from './contracts.ts'

/**
 * Events on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode; what comes in structured mode is
 * read as well (`structured.ts`). The value is the data as JSON, the attributes are headers with the prefix `ce_`. The extensions `correlationid`,
 * `causationid`, `initiator`, `traceparent`, `tracestate`, `sequence` and `copyof` follow the same rule. The two of
 * the trace are there by their plain W3C names as well, for whoever knows Kafka and no CloudEvents.
 */

/** What the shell adds to an emission to make it an event. */
export interface EventContext {
  /** UUIDv7, new for each event. */
  readonly id: string
  /** The service that publishes it: `/services/order`. */
  readonly source: string
  /** The input that caused it. */
  readonly cause: Input
  /** For the same event in an older version: the schema of the newest version that is published. */
  readonly copyOf?: string | undefined
  /** The step of the trace that consumers are to refer to; that of the cause if not given. */
  readonly trace?: TraceContext | undefined
}

/** An emission as a message for the outbox. Throws nothing; validate the data before. */
export function encodeEvent(contract: Contract, emission: Emission, context: EventContext): OutboxMessage {
  const { id, source, cause, copyOf, trace = cause } = context
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: emission.type,
    ce_source: source,
    ce_time: cause.at,
    ce_dataschema: contract.dataSchema,
    ce_correlationid: cause.correlationId,
    ce_causationid: cause.id,
    ce_initiator: cause.initiator,
    ce_sequence: String(emission.sequence),
  }
  if (trace.traceparent !== undefined) {
    headers.ce_traceparent = trace.traceparent
    headers.traceparent = trace.traceparent
  }
  if (trace.tracestate !== undefined) {
    headers.ce_tracestate = trace.tracestate
    headers.tracestate = trace.tracestate
  }
  if (copyOf !== undefined) headers.ce_copyof = copyOf
  return {
    topic: contract.topic,
    key: contract.keyOf(emission.data),
    value: JSON.stringify(emission.data),
    headers,
  }
}

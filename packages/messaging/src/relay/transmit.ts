import { MessagingError } from '../errors.ts'
import type { AcknowledgedSends } from '../kafka/acknowledged.ts'
import { startSend } from '../tracing/batch-spans.ts'
import { failed, type Tracer } from '../tracing/tracer.ts'
import type { Placed } from './parts.ts'

/** Sends the records together, in a span if one of them is recorded; returns those that the broker has acknowledged. */
export async function transmit(
  sends: AcknowledgedSends,
  records: readonly Placed[],
  tracer: Tracer | undefined,
): Promise<readonly Placed[]> {
  const span = startSend(tracer, records)
  try {
    const sent = await sends.send(records)
    if (span !== undefined && sent.length < records.length) {
      failed(span, new MessagingError('RECORDS_UNACKNOWLEDGED', gapIn(records, sent)))
    }
    return sent
  } catch (error) {
    if (span !== undefined) failed(span, error)
    throw error
  } finally {
    span?.end()
  }
}

/** How many of these have no acknowledgement, in words. */
export const gapIn = (records: readonly Placed[], sent: readonly Placed[]) =>
  `${records.length - sent.length} of ${records.length} records without acknowledgement`

import type { Tx } from '@orderflow/messaging/database'
import type { GatewayRequest } from '../store.ts'

type Named = Pick<GatewayRequest, 'orderId' | 'operation'>

/** A request whose turn is to come again. */
export interface PutOff {
  readonly request: Named
  readonly forMs: number
  /** The gateway was asked and gave no answer. */
  readonly failed: boolean
}

export interface Waiting {
  readonly requests: number
  readonly oldestSeconds: number
}

/**
 * Takes at most `limit` requests that are due and leases them for `leaseMs`: no other worker takes one before its lease
 * has run out, which it does only if this one died.
 *
 * By `ctid`, not by a join: statistics from a moment when the table was empty make a join read the whole table and
 * look for what is due once for each of its rows, and then more rows are taken than `limit`. A request that changes
 * between being found and being locked is left for the next look.
 */
export async function takeDueRequests(tx: Tx, limit: number, leaseMs: number): Promise<GatewayRequest[]> {
  const { rows } = await tx.query<GatewayRequest>({
    name: 'gateway-requests-take',
    text: `UPDATE gateway_requests r SET due_at = now() + $2 * interval '1 millisecond'
           WHERE ctid = ANY (ARRAY(SELECT ctid FROM gateway_requests WHERE due_at <= now()
                                   ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
           RETURNING r.order_id AS "orderId", r.operation, r.customer_id AS "customerId",
             json_build_object('amount', r.amount, 'currency', r.currency) AS amount, r.cause_id AS "causeId",
             r.correlation_id AS "correlationId", r.initiator, r.traceparent, r.tracestate, r.attempts`,
    values: [limit, leaseMs],
  })
  return rows
}

/**
 * Leases requests anew, all for as long; for 0 ms, they are given back. One statement for each operation, which finds rows by
 * their keys: joined with what is given, a thousand rows are compared a million times.
 */
export async function lease(tx: Tx, requests: readonly Named[], forMs: number): Promise<void> {
  for (const [operation, ofOperation] of Map.groupBy(requests, request => request.operation)) {
    await tx.query({
      name: 'gateway-requests-lease',
      text: `UPDATE gateway_requests SET due_at = now() + $3 * interval '1 millisecond'
             WHERE order_id = ANY ($1::text[]) AND operation = $2`,
      values: [ofOperation.map(({ orderId }) => orderId), operation, forMs],
    })
  }
}

/**
 * Sets when requests are due again. Those that have been answered meanwhile are gone, and stay gone. What is
 * read is bounded by `ANY`, as the join alone reads the whole table where it was empty when it was counted.
 */
export async function putOff(tx: Tx, later: readonly PutOff[]): Promise<void> {
  if (later.length === 0) return
  await tx.query({
    name: 'gateway-requests-put-off',
    text: `UPDATE gateway_requests r
           SET due_at = now() + l.for_ms * interval '1 millisecond', attempts = attempts + l.failed::integer
           FROM unnest($1::text[], $2::text[], $3::double precision[], $4::boolean[])
             AS l (order_id, operation, for_ms, failed)
           WHERE r.order_id = ANY ($1::text[]) AND r.order_id = l.order_id AND r.operation = l.operation`,
    values: [
      later.map(({ request }) => request.orderId),
      later.map(({ request }) => request.operation),
      later.map(({ forMs }) => forMs),
      later.map(({ failed }) => failed),
    ],
  })
}

/** What is still to be answered, and for how long the oldest of it has waited. */
export async function readWaiting(tx: Tx): Promise<Waiting> {
  const { rows } = await tx.query<Waiting>({
    name: 'gateway-requests-waiting',
    text: `SELECT count(*)::integer AS requests,
             coalesce(extract(epoch FROM clock_timestamp() - min(requested_at)), 0)::float8 AS "oldestSeconds"
           FROM gateway_requests`,
    values: [],
  })
  return rows[0] ?? { requests: 0, oldestSeconds: 0 }
}

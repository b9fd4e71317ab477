import { BalancedPool, type Dispatcher, Pool } from 'undici'
import { uuidv7 } from 'uuidv7'
import { type OrderApi, patientPost } from './patient-post.ts'
import { percentile } from './percentile.ts'
import type { OrderRequest } from './wave.ts'

export interface PlaceOrdersOptions extends OrderApi {
  readonly orders: Iterable<OrderRequest> | AsyncIterable<OrderRequest>
  /** Requests under way at a time, each on its own connection; 64 unless told. */
  readonly concurrency?: number
  /** Addresses of the service's other processes: requests are spread over all. */
  readonly replicas?: readonly string[]
  /** How long one order is tried before the load fails; a minute unless told. */
  readonly patienceMs?: number
  /** How long an answer may take before the request is sent again; ten seconds unless told. */
  readonly answerWithinMs?: number
  /** Takes no more orders when it is aborted; those under way are brought to their answer. */
  readonly signal?: AbortSignal
  /** Told of each order; the order counts, and the next one is placed, when it has resolved. */
  readonly onAccepted?: (order: AcceptedOrder) => unknown
}

export interface AcceptedOrder {
  readonly orderId: string
  readonly idempotencyKey: string
  readonly request: OrderRequest
  readonly acceptedAt: Date
  /** `performance.now()` at the answer. */
  readonly acceptedMs: number
  /** From the first attempt to the answer, in milliseconds. */
  readonly latencyMs: number
  readonly attempts: number
}

export interface LoadReport {
  readonly accepted: number
  /** Requests that were sent again. */
  readonly retries: number
  /** From the first request to the last answer. */
  readonly seconds: number
  /** Time to the 202, in milliseconds. */
  readonly acceptP50Ms: number
  readonly acceptP99Ms: number
}

/** The order service gave an answer that no retry mends. */
export class OrderNotAcceptedError extends Error {
  override readonly name = 'OrderNotAcceptedError'
}

/**
 * Places orders as fast as the service answers, with bounded concurrency. Each order has an
 * Idempotency-Key of its own; while the service is away (no connection, no answer, 408, 429, 503) the
 * same request is sent again with the same key, so that it is one order however often it is sent.
 *
 * @throws OrderNotAcceptedError for any other answer, and NoAnswerError when patience ends; the rest is not placed.
 */
export async function placeOrders(options: PlaceOrdersOptions): Promise<LoadReport> {
  const { orderUrl, replicas = [], concurrency = 64, answerWithinMs = 10_000, signal, onAccepted } = options
  const urls = [orderUrl, ...replicas]
  const settings = {
    connections: Math.ceil(concurrency / urls.length),
    pipelining: 1,
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
    connect: { timeout: 5_000 },
  }
  const pool = urls.length === 1 ? new Pool(orderUrl, settings) : new BalancedPool(urls, settings)
  const source = iterator(options.orders)
  const failed = new AbortController()
  const latencies: number[] = []
  let retries = 0
  const started = performance.now()

  async function work() {
    while (!signal?.aborted && !failed.signal.aborted) {
      const next = await source.next()
      if (next.done) return
      const order = await place(pool, next.value, options, failed.signal)
      await onAccepted?.(order)
      latencies.push(order.latencyMs)
      retries += order.attempts - 1
    }
  }

  try {
    const workers = Array.from({ length: concurrency }, () =>
      work().catch(error => {
        failed.abort(error)
      }),
    )
    await Promise.all(workers)
    failed.signal.throwIfAborted()
  } finally {
    await source.return?.()
    await pool.destroy()
  }
  return {
    accepted: latencies.length,
    retries,
    seconds: (performance.now() - started) / 1000,
    acceptP50Ms: percentile(latencies, 0.5),
    acceptP99Ms: percentile(latencies, 0.99),
  }
}

const iterator = (orders: PlaceOrdersOptions['orders']) =>
  Symbol.asyncIterator in orders ? orders[Symbol.asyncIterator]() : orders[Symbol.iterator]()

/** One order, sent until it is accepted. */
async function place(
  pool: Dispatcher,
  request: OrderRequest,
  { patienceMs = 60_000, authorization }: PlaceOrdersOptions,
  signal: AbortSignal,
): Promise<AcceptedOrder> {
  const idempotencyKey = uuidv7()
  const message = {
    path: '/orders',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(request),
  }
  const { statusCode, text, latencyMs, attempts } = await patientPost(pool, message, {
    patienceMs,
    signal,
    authorization,
  })
  if (statusCode !== 202) throw new OrderNotAcceptedError(`An order was not accepted: ${statusCode} ${text}`)
  const { orderId } = JSON.parse(text) as { orderId: string }
  const times = { acceptedAt: new Date(), acceptedMs: performance.now(), latencyMs }
  return { orderId, idempotencyKey, request, ...times, attempts }
}

import type { Delivery, Outcome, Processor } from '@orderflow/messaging/batch'
import { uuidv7 } from '@orderflow/messaging/ids'
import { startLoop, warnRarely } from '@orderflow/messaging/timing'
import {
  failed,
  isSampled,
  parentOf,
  recordOutcome,
  type Tracer,
  withSpan,
} from '@orderflow/messaging/tracing'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { findOverdue, type Overdue, traceOf } from './store.ts'

const pollMs = 1_000

export interface DeadlineWorkerOptions {
  readonly pool: Pool
  readonly processor: Processor
  /** The most deadlines in one transaction. */
  readonly batchMax: number
  readonly logger: Logger
  readonly tracer?: Tracer | undefined
}

/**
 * Looks once a second for orders past their deadline and submits each as an input, through the same processor as
 * everything else. Deadlines are rows, so they survive any crash. Replicas may find the same order: its row is
 * locked while one of them decides, and the other then finds it CANCEL_PENDING and does nothing.
 */
export function startDeadlineWorker(options: DeadlineWorkerOptions) {
  const { pool, processor, batchMax, logger, tracer } = options

  /** Resolves with true if there may be more. What is overdue stays so until it is decided. */
  async function cancelOverdue(): Promise<boolean> {
    const overdue = await findOverdue(pool, batchMax)
    if (overdue.length === 0) return false
    const outcomes = await submit(overdue.map(toDelivery))
    const failed = outcomes.find(outcome => outcome.status === 'failed')
    if (failed !== undefined) throw failed.error
    logger.info({ orders: overdue.length }, 'orders past their deadline asked for their cancellation')
    return overdue.length === batchMax
  }

  /** Each deadline is recorded as a late consequence of the request that placed its order. */
  async function submit(deliveries: readonly Delivery[]) {
    const traced = deliveries.map(begin)
    try {
      const outcomes = await processor.submit(traced)
      for (const [i, { span }] of traced.entries()) span && recordOutcome(span, outcomes[i] as Outcome)
      return outcomes
    } catch (error) {
      for (const { span } of traced) span && failed(span, error)
      throw error
    } finally {
      for (const { span } of traced) span?.end()
    }
  }

  function begin(delivery: Delivery): Delivery {
    if (!('input' in delivery) || !isSampled(delivery.input)) return delivery
    const attributes = { 'orderflow.correlation_id': delivery.input.correlationId }
    return withSpan(
      delivery,
      tracer?.startSpan(delivery.input.type, { attributes }, parentOf(delivery.input)),
    )
  }

  // Nothing wakes it: a deadline comes by the clock, not by a commit.
  const { stop } = startLoop({
    round: cancelOverdue,
    restMs: () => pollMs,
    restsFirst: true,
    onFailure: warnRarely(logger, 'the deadlines are looked at again later'),
  })
  return { stop }
}

function toDelivery(overdue: Overdue): Delivery {
  const { orderId, correlationId } = overdue
  const id = uuidv7()
  const trail = { correlationId, initiator: 'deadline', ...traceOf(overdue) }
  return { id, input: { id, type: 'DeadlinePassed', data: { orderId }, ...trail } }
}

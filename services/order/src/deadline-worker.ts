import type { Delivery, Outcome, Processor } from '@orderflow/messaging/batch'
import { describe } from '@orderflow/messaging/errors'
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
import { uuidv7 } from 'uuidv7'
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
 * Looks once a second for orders past their deadline and submits each as an input, through the same door as
 * everything else. Deadlines are rows, so they survive any crash. Replicas may find the same order: its row is
 * locked while one of them decides, and the other then finds it CANCEL_PENDING and does nothing.
 */
export function startDeadlineWorker(options: DeadlineWorkerOptions) {
  const { pool, processor, batchMax, logger, tracer } = options
  let stopped = false
  let working = Promise.resolve()
  let timer = setTimeout(look, pollMs)

  function look() {
    working = fire().finally(() => {
      if (!stopped) timer = setTimeout(look, pollMs)
    })
  }

  /** Never rejects: what is overdue stays so until it is decided. */
  async function fire(): Promise<void> {
    try {
      for (let found = batchMax; found === batchMax && !stopped; ) {
        const overdue = await findOverdue(pool, batchMax)
        found = overdue.length
        if (found === 0) return
        const outcomes = await submit(overdue.map(toDelivery))
        const failed = outcomes.find(outcome => outcome.status === 'failed')
        if (failed !== undefined) throw failed.error
        logger.info({ orders: found }, 'orders past their deadline asked for their cancellation')
      }
    } catch (error) {
      logger.warn({ reason: describe(error) }, 'the deadlines are looked at again later')
    }
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

  return {
    /** Nothing to do: a deadline comes by the clock, not by a commit. */
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
  }
}

function toDelivery(overdue: Overdue): Delivery {
  const { orderId, correlationId } = overdue
  const id = uuidv7()
  const trail = { correlationId, initiator: 'deadline', ...traceOf(overdue) }
  return { id, input: { id, type: 'DeadlinePassed', data: { orderId }, ...trail } }
}

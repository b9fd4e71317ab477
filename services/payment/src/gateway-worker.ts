import { type Delivery, describe, type Processor } from '@orderflow/messaging'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { GatewayAnswer } from './domain/payment.ts'
import type { PaymentGateway } from './gateway.ts'
import { type GatewayRequest, takeDueRequests } from './store.ts'

const leaseSeconds = 5 // doubled with each attempt; a call that outlives it is asked twice, with one key
const pollMs = 1_000
const stopWithinMs = 2_000

export interface GatewayWorkerOptions {
  readonly pool: Pool
  readonly processor: Processor
  readonly gateway: PaymentGateway
  /** The most calls at a time. */
  readonly batchMax: number
  /** Milliseconds after which a call is given up, to be made again later with the same key. */
  readonly answerWithinMs: number
  readonly logger: Logger
}

async function within<Answer>(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds)
  return await Promise.race([answer, promise]).finally(() => clearTimeout(timer))
}

/**
 * Asks the gateway what the ledger has requested: takes due requests in one statement, calls the gateway
 * outside any transaction, and submits each answer as it comes through the same door as everything else:
 * a call that hangs holds up no other. Replicas share the work. A request whose answer is lost is taken
 * again when its lease has run out.
 */
export function startGatewayWorker(options: GatewayWorkerOptions) {
  const { pool, processor, gateway, batchMax, answerWithinMs, logger } = options
  const calls = new Set<Promise<void>>()
  let stopped = false
  let abandoned = false
  let again = false
  let working: Promise<void> | undefined
  const timer = setInterval(wake, pollMs)

  function wake() {
    again = true
    if (stopped) return
    working ??= work().finally(() => {
      working = undefined
    })
  }

  async function work() {
    try {
      while (again && !stopped && calls.size < batchMax) {
        again = false
        const room = batchMax - calls.size
        const requests = await takeDueRequests(pool, room, leaseSeconds)
        for (const request of requests) {
          const call = settle(request).finally(() => {
            calls.delete(call)
            // There was no room for all that is due.
            if (again) wake()
          })
          calls.add(call)
        }
        if (requests.length === room) again = true
      }
    } catch (error) {
      logger.warn({ reason: describe(error) }, 'the gateway requests wait for the database')
    }
  }

  /** Never rejects: a request without an answer stays in the database and is taken again. */
  async function settle(request: GatewayRequest): Promise<void> {
    const { correlationId, operation } = request
    try {
      const delivery = await ask(request)
      if (!abandoned) await processor.submit([delivery])
    } catch (error) {
      logger.warn({ correlationId, operation, reason: describe(error) }, 'the gateway is asked again later')
    }
  }

  async function ask(request: GatewayRequest): Promise<Delivery> {
    const { orderId, operation, customerId, amount, causeId, correlationId, initiator } = request
    const answer: Promise<GatewayAnswer> = gateway[operation]({ idempotencyKey: orderId, customerId, amount })
    const data = await within(answerWithinMs, answer)
    const traceparent = request.traceparent ?? undefined
    // The answer carries the id of the event that asked for it: causation leads from event to event.
    const input = { id: causeId, type: 'GatewayAnswered', data, correlationId, initiator, traceparent }
    return { id: causeId, input }
  }

  wake()
  return {
    wake,
    /** Waits a while for the calls in hand; those that hang are left to their leases. */
    async stop() {
      stopped = true
      clearInterval(timer)
      await working
      await within(stopWithinMs, Promise.all(calls)).catch(() => {})
      abandoned = true
    },
  }
}

import type { Delivery, Processor } from '@orderflow/messaging/batch'
import { describe } from '@orderflow/messaging/errors'
import { settledWithin, startLoop, warnRarely } from '@orderflow/messaging/timing'
import {
  inSpan,
  parentOf,
  recordOutcome,
  type Span,
  type TraceContext,
  type Tracer,
  traceContext,
  traceIds,
  withSpan,
} from '@orderflow/messaging/tracing'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { type GatewayRequest, leaseMs } from '../store.ts'
import type { GuardedGateway } from './policy.ts'
import { type Answer, GatewayError } from './port.ts'
import { lease, type PutOff, putOff, takeDueRequests } from './requests.ts'

const tickMs = 1_000
const stopWithinMs = 2_000
const firstPauseMs = 500
const maxPauseMs = 5_000 // so that work resumes within seconds, however often a request has failed
const maxRefusedPauseMs = 60_000

export interface GatewayWorkerOptions {
  readonly pool: Pool
  readonly processor: Processor
  readonly gateway: GuardedGateway
  /** The most requests at work. */
  readonly batchMax: number
  readonly logger: Logger
  readonly tracer?: Tracer | undefined
}

export type GatewayWorker = ReturnType<typeof startGatewayWorker>

/**
 * Asks the gateway what the ledger has requested, outside any transaction, and submits each answer as it comes through the
 * same processor as everything else: a call that hangs holds up no other. What this process has requested it is offered when
 * that is committed, and keeps up to a batch of it until there is room; once a second it looks for what else is due, and
 * takes that in one statement.
 *
 * It takes no more than the gateway has room for, so requests wait in the database while the breaker is
 * open. What has no answer is put off by at most 5 s, or for as long as the gateway asks for; what a dead worker had in hand is taken again when
 * its lease has run out.
 */
export function startGatewayWorker(options: GatewayWorkerOptions) {
  const { pool, processor, gateway, batchMax, logger, tracer } = options
  const atWork = new Map<GatewayRequest, Promise<void>>()
  const giveUp = new AbortController()
  const ahead: GatewayRequest[] = [] // leased, and waiting for room
  const later: PutOff[] = []
  const givenBack: GatewayRequest[] = []
  let stopping = false
  let hungry = false // there may be more that is due than there was room for
  let renewAt = performance.now() + tickMs

  /** Takes what is due and has room; resolves with true if there may be more. */
  async function takeDue(): Promise<boolean> {
    askAhead()
    // Forgotten if the database is away: then leases run out.
    await lease(pool, givenBack.splice(0), 0)
    await putOff(pool, later.splice(0))
    const room = roomNow()
    const requests = room > 0 ? await takeDueRequests(pool, room, leaseMs) : []
    for (const request of requests) atWork.set(request, ask(request))
    if (performance.now() >= renewAt) await renew()
    hungry = requests.length === room
    return hungry && gateway.room() > 0 && atWork.size < batchMax
  }

  const roomNow = () => (stopping ? 0 : Math.max(0, Math.min(batchMax - atWork.size, gateway.room())))

  async function renew() {
    renewAt = performance.now() + tickMs
    await lease(pool, [...atWork.keys(), ...ahead], leaseMs)
  }

  /** Asks as much of this as there is room for, and the rest when there is more. All of it is leased. */
  function offer(requests: readonly GatewayRequest[]): void {
    ahead.push(...requests)
    askAhead()
  }

  /** Gives back what is more than a batch, and all while the gateway is not asked: so others may take it, or this one later. */
  function askAhead(): void {
    for (const request of ahead.splice(0, roomNow())) atWork.set(request, ask(request))
    const surplus = ahead.splice(stopping || gateway.breaker() !== 'closed' ? 0 : batchMax)
    if (surplus.length === 0) return
    givenBack.push(...surplus)
    loop.wake()
  }

  /** Never rejects: a request without an answer stays in the database and is taken again. */
  async function ask(request: GatewayRequest): Promise<void> {
    const { operation, orderId, customerId, amount, correlationId } = request
    const attributes = { 'orderflow.order_id': orderId, 'orderflow.correlation_id': correlationId }
    const settings = { attributes, parent: parentOf(traceOf(request)) }
    try {
      await inSpan(tracer, `${operation} payment`, settings, async span => {
        const reply = await gateway.ask(operation, { orderId, customerId, amount }, giveUp.signal)
        span?.setAttribute('orderflow.gateway.result', reply.result)
        if (reply.result === 'pending') later.push(put(request, reply.askAgainMs))
        else if (!giveUp.signal.aborted) await settle(request, reply, span)
      })
    } catch (error) {
      failed(request, error)
    } finally {
      atWork.delete(request)
      if (ahead.length > 0) askAhead()
      if (hungry || later.length > 0) loop.wake()
    }
  }

  async function settle(request: GatewayRequest, answer: Answer, span: Span | undefined) {
    const [outcome] = await processor.submit([withSpan(deliveryOf(request, answer), span)])
    if (span !== undefined && outcome !== undefined) recordOutcome(span, outcome)
    if (outcome?.status === 'failed') askLater(request, outcome.error, maxRefusedPauseMs)
  }

  function failed(request: GatewayRequest, error: unknown) {
    const { code, retryAfterMs } = error instanceof GatewayError ? error : {}
    if (retryAfterMs !== undefined) return putOffAsAsked(request, error, retryAfterMs)
    if (code === 'GATEWAY_REQUEST_REFUSED') return askLater(request, error, maxRefusedPauseMs)
    // The breaker has been logged, and this request is not to blame: due as soon as there is room again.
    const spared = code === 'GATEWAY_BREAKER_OPEN' || code === 'GATEWAY_BUSY'
    if (spared || (code !== undefined && gateway.breaker() !== 'closed')) later.push(put(request, 0))
    else askLater(request, error, maxPauseMs)
  }

  /** No earlier than the gateway says, and not all at the same moment. */
  function putOffAsAsked(request: GatewayRequest, error: unknown, retryAfterMs: number) {
    putOffFailed(request, error, retryAfterMs * (1 + Math.random() / 10))
  }

  function askLater(request: GatewayRequest, error: unknown, maxMs: number) {
    putOffFailed(request, error, pauseMs(request.attempts, maxMs))
  }

  function putOffFailed(request: GatewayRequest, error: unknown, forMs: number) {
    const { correlationId, operation } = request
    later.push({ request, forMs, failed: true })
    const ids = { correlationId, ...traceIds(traceOf(request)) }
    logger.warn({ ...ids, operation, reason: describe(error) }, 'the gateway is asked again later')
  }

  const loop = startLoop({
    round: takeDue,
    restMs: () => tickMs,
    onFailure: warnRarely(logger, 'the gateway requests wait for the database'),
  })
  return {
    offer,
    /** Waits a while for the requests at work; the others are given back for the next worker. */
    async stop() {
      stopping = true
      await loop.stop()
      await settledWithin(stopWithinMs, Promise.all(atWork.values()))
      giveUp.abort()
      await lease(pool, [...givenBack, ...ahead, ...atWork.keys()], 0).catch(() => {})
      await putOff(pool, later).catch(() => {})
      await gateway.close()
    },
  }
}

const put = (request: GatewayRequest, forMs: number): PutOff => ({ request, forMs, failed: false })

/** Doubled with every failure and jittered by half, so that those that failed together part. */
const pauseMs = (attempts: number, maxMs: number) =>
  Math.min(maxMs, firstPauseMs * 2 ** Math.min(attempts, 20)) * (0.5 + Math.random() / 2)

function deliveryOf(request: GatewayRequest, data: Answer): Delivery {
  const { causeId, correlationId, initiator } = request
  // The answer carries the id of the event that asked for it: causation leads from event to event.
  const trail = { correlationId, initiator, ...traceOf(request) }
  return { id: causeId, input: { id: causeId, type: 'GatewayAnswered', data, ...trail } }
}

const traceOf = ({ traceparent, tracestate }: GatewayRequest): TraceContext =>
  traceContext(traceparent ?? undefined, tracestate ?? undefined)

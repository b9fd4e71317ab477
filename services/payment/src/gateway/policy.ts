import { SpanKind } from '@opentelemetry/api'
import { inSpan, type Tracer } from '@orderflow/messaging/tracing'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel'
import { createDeadline } from './deadline.ts'
import type { BreakerState, GatewayMetrics } from './metrics.ts'
import {
  type Answer,
  type GatewayCall,
  GatewayError,
  type Operation,
  type PaymentGateway,
  type Pending,
} from './port.ts'

export interface GatewayLimits {
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number
  /** How often a call without an answer is repeated at once, before its request is put off. */
  readonly retries: number
  /** Milliseconds: about the first pause between repetitions, and the longest. */
  readonly retryMs: { readonly first: number; readonly max: number }
  /** The most requests at work; as many again may wait for their turn. */
  readonly concurrency: number
  /** It opens when this share (0 to 1) of its last `calls` had no answer, judged from half as many on. */
  readonly breaker: { readonly calls: number; readonly threshold: number; readonly openMs: number }
}

export interface GuardedGateway {
  /**
   * One request with all its repetitions.
   *
   * @throws GatewayError; `GATEWAY_BREAKER_OPEN` if it was not tried, or not to the end
   */
  ask(operation: Operation, call: GatewayCall, signal: AbortSignal): Promise<Answer | Pending>
  /**
   * How many more requests it takes now: none while the breaker is open, then one to find out whether
   * the gateway is back.
   */
  room(): number
  /** Half-open is a trial: whoever fails it is not to blame. */
  breaker(): BreakerState
  close(): Promise<void>
}

/**
 * Puts the limits around a gateway, whatever its transport. From the outside in:
 *
 * 1. bulkhead: a request has a slot until it is through, its pauses included
 * 2. retry: with pauses that grow and are jittered, so that those who failed together do not return together
 * 3. breaker: counts each call, so that repetitions open it too and end when it is open
 * 4. deadline: of each call; without an AbortSignal, which would cost more than the bulkhead and the breaker together
 *
 * A request that the gateway refuses (`GATEWAY_REQUEST_REFUSED`) is neither repeated nor held against it. One that it asks
 * to put off (`Retry-After`) is held against it if it failed, and not repeated: its row waits. While the breaker is
 * open, the trial waits for the longest that was asked for since the last answer.
 */
export function guard(
  gateway: PaymentGateway,
  limits: GatewayLimits,
  metrics: GatewayMetrics,
  onBreaker: (state: BreakerState) => void = () => {},
  tracer?: Tracer,
): GuardedGateway {
  const { breaker, retryMs } = limits
  const isNoAnswer = (error: unknown) =>
    !(error instanceof BrokenCircuitError) &&
    !(error instanceof GatewayError && error.code === 'GATEWAY_REQUEST_REFUSED')
  const noAnswer = handleWhen(isNoAnswer)
  const repeatable = handleWhen(error => isNoAnswer(error) && waitOf(error) === undefined)

  const slots = bulkhead(limits.concurrency, limits.concurrency)
  const repetition = retry(repeatable, {
    maxAttempts: limits.retries,
    backoff: new ExponentialBackoff({ initialDelay: retryMs.first, maxDelay: retryMs.max }),
  })
  const circuit = circuitBreaker(noAnswer, {
    halfOpenAfter: breaker.openMs,
    breaker: new CountBreaker({
      threshold: breaker.threshold,
      size: breaker.calls,
      minimumNumberOfCalls: Math.ceil(breaker.calls / 2),
    }),
  })
  const deadline = createDeadline(limits.timeoutMs)
  const policy = wrap(slots, repetition, circuit)

  let probeAt = 0
  let leaveAloneUntil = 0
  circuit.onStateChange(state => {
    if (state === CircuitState.Open) probeAt = Date.now() + breaker.openMs
    const named = nameOf(state)
    metrics.breaker(named)
    onBreaker(named)
  })
  repetition.onRetry(() => metrics.retried())

  async function call(operation: Operation, request: GatewayCall, signal: AbortSignal) {
    signal.throwIfAborted()
    const done = metrics.calling(operation)
    try {
      const reply = await inSpan(tracer, `gateway ${operation}`, { kind: SpanKind.CLIENT }, async span => {
        const answer = await deadline.run<Answer | Pending>(abandoned =>
          gateway[operation](request, abandoned),
        )
        span?.setAttribute('orderflow.gateway.result', answer.result)
        return answer
      })
      done(reply.result)
      leaveAloneUntil = 0
      return reply
    } catch (error) {
      done(outcomeOf(error))
      leaveAloneUntil = Math.max(leaveAloneUntil, Date.now() + (waitOf(error) ?? 0))
      throw error
    }
  }

  return {
    async ask(operation, request, signal) {
      try {
        return await policy.execute(context => call(operation, request, context.signal), signal)
      } catch (error) {
        throw explained(error)
      }
    },
    room() {
      switch (circuit.state) {
        case CircuitState.Closed:
          return slots.executionSlots + slots.queueSlots
        case CircuitState.Open:
          return Date.now() >= Math.max(probeAt, leaveAloneUntil) ? 1 : 0
        default:
          return 0
      }
    },
    breaker: () => nameOf(circuit.state),
    async close() {
      deadline.giveUp()
      await gateway.close?.()
    },
  }
}

const nameOf = (state: CircuitState): BreakerState =>
  state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open'

/** A bounded label: `unreachable`, `failed`, `answer_invalid`, `request_refused`. */
const outcomeOf = (error: unknown) =>
  error instanceof GatewayError ? error.code.slice('GATEWAY_'.length).toLowerCase() : 'unreachable'

/** Milliseconds for which the gateway asks to be left alone. */
const waitOf = (error: unknown) => (error instanceof GatewayError ? error.retryAfterMs : undefined)

function explained(cause: unknown): unknown {
  if (cause instanceof BrokenCircuitError) {
    return new GatewayError('GATEWAY_BREAKER_OPEN', 'The gateway is not asked while it fails.', { cause })
  }
  if (cause instanceof BulkheadRejectedError) {
    return new GatewayError('GATEWAY_BUSY', 'As many requests as allowed are at the gateway.', { cause })
  }
  return cause
}

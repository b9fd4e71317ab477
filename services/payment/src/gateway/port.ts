import type { EventEmitter } from 'node:events'
import { ServiceError } from '@orderflow/service-kit'
import type { GatewayAnswer, Money } from '../domain/payment.ts'

export type Operation = GatewayAnswer['operation']

export interface GatewayCall {
  /** With the operation it is the idempotency key: the same key gives the same answer, never a second charge. */
  readonly orderId: string
  readonly customerId: string
  readonly amount: Money
}

/** The gateway has taken the request and has not decided yet: ask again with the same key. */
export interface Pending {
  readonly result: 'pending'
  readonly askAgainMs: number
}

export type Answer<Of extends Operation = Operation> = Extract<GatewayAnswer, { operation: Of }>

/**
 * Emits `abort` when nobody waits for a call any more. An emitter, which undici takes as well as an AbortSignal: the abort
 * of a signal makes a DOMException, and one is due for no call that ends well.
 */
export type Abandoned = EventEmitter<{ abort: [] }>

/**
 * The payment provider. It is called outside any transaction, possibly more than once with the same key.
 * An answer, a refusal included, is a value; a rejection means that no answer is known and the call
 * will be made again. What has become of a call that is abandoned is not known either.
 */
export interface PaymentGateway {
  capture(call: GatewayCall, abandoned?: Abandoned): Promise<Answer<'capture'> | Pending>
  refund(call: GatewayCall, abandoned?: Abandoned): Promise<Answer<'refund'> | Pending>
  /** Gives back connections. Calls that are under way may fail. */
  close?(): Promise<void>
}

export type GatewayErrorCode =
  | 'GATEWAY_UNREACHABLE'
  | 'GATEWAY_TIMEOUT'
  | 'GATEWAY_FAILED'
  | 'GATEWAY_ANSWER_INVALID'
  | 'GATEWAY_REQUEST_REFUSED'
  | 'GATEWAY_BREAKER_OPEN'
  | 'GATEWAY_BUSY'

/** Why there is no answer. */
export class GatewayError extends ServiceError {
  declare readonly code: GatewayErrorCode
  /** Milliseconds for which the gateway asks to be left alone, within the configured bounds; absent if it does not. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: GatewayErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(code, message, options)
    this.name = 'GatewayError'
    this.retryAfterMs = options.retryAfterMs
  }
}

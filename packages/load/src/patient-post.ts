import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatcher } from 'undici'

/** Where orders are sent, and as whom. */
export interface OrderApi {
  /** Base URL of the order service. */
  readonly orderUrl: string
  /** The `authorization` header, asked for before each request; none where the service asks for none. */
  readonly authorization?: (() => Promise<string>) | undefined
}

export interface Answer {
  readonly statusCode: number
  readonly text: string
  /** From the first attempt to the answer, in milliseconds. */
  readonly latencyMs: number
  readonly attempts: number
}

export interface Message {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface PatienceOptions extends Pick<OrderApi, 'authorization'> {
  /** How long the request is tried, in milliseconds. */
  readonly patienceMs: number
  /** Gives up between two attempts. */
  readonly signal?: AbortSignal
}

/** The service stayed away for longer than the caller's patience. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

/**
 * Sends a request until it is answered. While the service is away (no connection, no answer, 408, 429, 503) the
 * same request is sent again, after a growing pause with jitter: send only what may be sent twice.
 *
 * @throws NoAnswerError when patience ends
 */
export async function patientPost(
  pool: Dispatcher,
  message: Message,
  { patienceMs, signal, authorization }: PatienceOptions,
): Promise<Answer> {
  const started = performance.now()
  for (let attempts = 1; ; attempts++) {
    const outcome = await send(pool, message, authorization)
    const latencyMs = performance.now() - started
    if ('statusCode' in outcome) return { ...outcome, latencyMs, attempts }
    if (latencyMs > patienceMs) {
      throw new NoAnswerError(`${message.path} was not answered: ${outcome.reason}`, { cause: outcome.cause })
    }
    signal?.throwIfAborted()
    await pause(Math.max(outcome.afterMs, backoff(attempts)))
  }
}

type Outcome =
  | { readonly statusCode: number; readonly text: string }
  | { readonly reason: string; readonly afterMs: number; readonly cause?: unknown }

const passing = new Set([408, 429, 503])

async function send(
  pool: Dispatcher,
  message: Message,
  authorization: OrderApi['authorization'],
): Promise<Outcome> {
  try {
    const sent = { ...message.headers, ...(await authorized(authorization)) }
    const { statusCode, headers, body } = await pool.request({ ...message, headers: sent, method: 'POST' })
    const text = (await body.text()).slice(0, 500)
    if (!passing.has(statusCode)) return { statusCode, text }
    const afterMs = Math.min(Number(headers['retry-after'] ?? 0) * 1000 || 0, 5_000)
    return { reason: `${statusCode} ${text}`, afterMs }
  } catch (cause) {
    return { reason: cause instanceof Error ? cause.message : String(cause), afterMs: 0, cause }
  }
}

/** The headers of a request that say who sends it. */
export const authorized = async (authorization: OrderApi['authorization']) =>
  authorization === undefined ? {} : { authorization: await authorization() }

/** Milliseconds: from 50 up to 2,000, with jitter over the upper half. */
const backoff = (attempt: number) =>
  Math.min(2_000, 25 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2)

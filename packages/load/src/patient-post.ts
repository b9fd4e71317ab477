import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatcher, Pool } from 'undici'

export interface Answer {
  readonly statusCode: number
  readonly text: string
  /** From the first attempt to the answer, in milliseconds. */
  readonly latencyMs: number
  readonly attempts: number
}

export interface PatienceOptions {
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
  pool: Pool,
  message: Omit<Dispatcher.RequestOptions, 'method'>,
  { patienceMs, signal }: PatienceOptions,
): Promise<Answer> {
  const started = performance.now()
  for (let attempts = 1; ; attempts++) {
    const outcome = await send(pool, message)
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

async function send(pool: Pool, message: Omit<Dispatcher.RequestOptions, 'method'>): Promise<Outcome> {
  try {
    const { statusCode, headers, body } = await pool.request({ ...message, method: 'POST' })
    const text = (await body.text()).slice(0, 500)
    if (!passing.has(statusCode)) return { statusCode, text }
    const afterMs = Math.min(Number(headers['retry-after'] ?? 0) * 1000 || 0, 5_000)
    return { reason: `${statusCode} ${text}`, afterMs }
  } catch (cause) {
    return { reason: cause instanceof Error ? cause.message : String(cause), afterMs: 0, cause }
  }
}

/** Milliseconds: from 50 up to 2,000, with jitter over the upper half. */
const backoff = (attempt: number) =>
  Math.min(2_000, 25 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2)

import { context, propagation, trace } from '@opentelemetry/api'
import { derivedId } from '@orderflow/events'
import { Agent, request } from 'undici'
import { readAnswer } from './answers.ts'
import {
  type Abandoned,
  type Answer,
  type GatewayCall,
  GatewayError,
  type Operation,
  type PaymentGateway,
  type Pending,
} from './port.ts'
import { type RetryAfterBounds, retryAfterMs } from './retry-after.ts'

export interface HttpGatewayOptions {
  /** The base URL: `http://gateway:4000` */
  readonly url: string
  /** The most connections; each carries one call at a time. */
  readonly connections: number
  /** Within which a `Retry-After` is followed. */
  readonly retryAfter: RetryAfterBounds
}

const paths = { capture: 'captures', refund: 'refunds' } as const
const maxAnswerBytes = 65_536
const askAgainByDefaultMs = 1_000

/**
 * A provider over HTTP: `POST /captures` and `POST /refunds` with an `Idempotency-Key` of order and
 * operation. An answer that was lost is found again by repeating the call with its key, so every call may
 * be repeated. It sets no limits of its own: deadline, retries and breaker are `policy.ts`.
 *
 * 200 is an answer and 202 is pending; 408, 425, 429 and 5xx are no answer (`GATEWAY_FAILED`), as are a
 * connection that fails (`GATEWAY_UNREACHABLE`) and a body that is not understood
 * (`GATEWAY_ANSWER_INVALID`). Anything else refuses the request (`GATEWAY_REQUEST_REFUSED`). `Retry-After` is followed on
 * all but the first.
 */
export function createHttpGateway({ url, connections, retryAfter }: HttpGatewayOptions): PaymentGateway {
  const base = url.endsWith('/') ? url : `${url}/`
  const agent = new Agent({
    connections,
    pipelining: 1,
    // The caller's deadline ends a call, whatever it waits for.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: 0,
    maxResponseSize: maxAnswerBytes,
  })

  async function ask<Of extends Operation>(
    operation: Of,
    { orderId, customerId, amount }: GatewayCall,
    abandoned?: Abandoned,
  ): Promise<Answer<Of> | Pending> {
    const { statusCode, headers, body } = await post(
      new URL(paths[operation], base),
      `${derivedId('', orderId, isHeaderText)}:${operation}`,
      { orderId, customerId, amount },
      abandoned,
    )
    if (statusCode === 200) return readAnswer(operation, { orderId }, body)
    const waitMs = retryAfterMs(headers['retry-after'], headers.date, Date.now(), retryAfter)
    if (statusCode === 202) return { result: 'pending', askAgainMs: waitMs ?? askAgainByDefaultMs }
    throw refusal(statusCode, waitMs)
  }

  async function post(target: URL, key: string, content: unknown, abandoned?: Abandoned) {
    const traced: Record<string, string> = {}
    propagation.inject(context.active(), traced)
    describeCall(target)
    try {
      const { statusCode, headers, body } = await request(target, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          ...traced,
          'content-type': 'application/json',
          accept: 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(content),
        ...(abandoned !== undefined && { signal: abandoned }),
      })
      trace.getActiveSpan()?.setAttribute('http.response.status_code', statusCode)
      return { statusCode, headers, body: await body.text() }
    } catch (cause) {
      throw new GatewayError(
        'GATEWAY_UNREACHABLE',
        'The connection to the gateway failed. Whether it has charged is unknown; the same key finds out.',
        { cause },
      )
    }
  }

  return {
    capture: (call, abandoned) => ask('capture', call, abandoned),
    refund: (call, abandoned) => ask('refund', call, abandoned),
    close: () => agent.destroy(),
  }
}

/** What a header brings over as it is: of ASCII, and no space at the beginning, which is cut off on the way. */
const isHeaderText = (text: string) => /^[!-~][ -~]{0,99}$/.test(text)

/** Names the call on the span that is active, by OpenTelemetry's semantic conventions for HTTP clients. */
function describeCall({ protocol, hostname, port, pathname, origin }: URL): void {
  trace.getActiveSpan()?.setAttributes({
    'http.request.method': 'POST',
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.full': origin + pathname,
  })
}

function refusal(status: number, waitMs: number | undefined): GatewayError {
  const options = { retryAfterMs: waitMs }
  return status >= 500 || status === 408 || status === 425 || status === 429
    ? new GatewayError('GATEWAY_FAILED', `The gateway answered ${status}. The call is made again.`, options)
    : new GatewayError(
        'GATEWAY_REQUEST_REFUSED',
        `The gateway refused the request with ${status}. Its log says why; a person has to look at it.`,
        options,
      )
}

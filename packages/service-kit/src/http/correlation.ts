import type { IncomingMessage } from 'node:http'
import { uuidv7 } from '@orderflow/messaging/ids'

/** The header that carries the correlation id, in requests and in every response. */
export const correlationHeader = 'x-correlation-id'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const ids = new WeakMap<IncomingMessage, string>()

/**
 * The correlation id of a request; the same on every call. Anything but a UUID is replaced, so that no
 * client writes text of its own into logs and events.
 */
export function correlationIdOf(request: IncomingMessage): string {
  const known = ids.get(request)
  if (known !== undefined) return known
  const header = request.headers[correlationHeader]
  const id = typeof header === 'string' && uuid.test(header) ? header.toLowerCase() : uuidv7()
  ids.set(request, id)
  return id
}

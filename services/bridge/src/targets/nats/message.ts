import type { JsMsg } from '@nats-io/jetstream'
import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { Incoming, Outgoing } from '../port.ts'

/*
 * Events as messages of NATS, by CloudEvents' binding in binary mode: the attributes are headers `ce-…`, percent-encoded:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/nats-protocol-binding.md
 */

const prefix = 'ce-'
export const contentTypeHeader = 'content-type'
/** By which a stream knows an event that it has already, within its window. */
export const messageIdHeader = 'Nats-Msg-Id'

/** The headers of an event. Throws what NATS cannot hold as one. */
export function headersOf({ id, attributes, contentType }: Outgoing): MsgHdrs {
  const found = headers()
  found.append(messageIdHeader, id)
  found.append(contentTypeHeader, contentType)
  for (const name in attributes) found.append(prefix + name, encoded(attributes[name] as string))
  if (attributes.traceparent !== undefined) found.append('traceparent', attributes.traceparent)
  if (attributes.tracestate !== undefined) found.append('tracestate', attributes.tracestate)
  return found
}

/** A message as an event; what is no attribute is left out. */
export function incomingOf({ headers: found, data }: JsMsg): Incoming {
  const attributes: Record<string, string> = {}
  let contentType = ''
  for (const name of found?.keys() ?? []) {
    const lower = name.toLowerCase()
    const value = found?.get(name) ?? ''
    if (lower === contentTypeHeader) contentType = value
    else if (lower.startsWith(prefix)) attributes[lower.slice(prefix.length)] = decoded(value)
  }
  return { attributes, contentType, value: Buffer.from(data.buffer, data.byteOffset, data.byteLength) }
}

const special = /[^!#$&-~]/
/** All but printable ASCII, and space, double quote and percent: what the binding encodes. */
const each = /[^!#$&-~]+/gu

const encoded = (text: string): string =>
  special.test(text) ? text.toWellFormed().replace(each, part => encodeURIComponent(part)) : text

/** What is no percent-encoding stands as it is. */
function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

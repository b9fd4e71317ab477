import type { Message, Options } from 'amqplib'
import type { Incoming, Outgoing } from '../port.ts'

/*
 * Events as messages of AMQP 0-9-1, by CloudEvents' binding for AMQP in binary mode. It has two prefixes for the headers
 * that are attributes, of which the one without a colon is what brokers and frameworks take everywhere:
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md#3131-amqp-application-property-names
 */

export const exchangeOf = (domain: string): string => `${domain}.exchange`

/** The properties and headers of an event. */
export function propertiesOf({ id, type, attributes, contentType }: Outgoing): Options.Publish {
  const headers: Record<string, string> = {}
  for (const name in attributes) headers[headerOf(name)] = attributes[name] as string
  if (attributes.traceparent !== undefined) headers.traceparent = attributes.traceparent
  if (attributes.tracestate !== undefined) headers.tracestate = attributes.tracestate
  return {
    messageId: id,
    type,
    contentType,
    headers,
    persistent: true,
    mandatory: true,
    ...(attributes.time !== undefined && { timestamp: secondsOf(attributes.time) }),
  }
}

/** There are few names, and each event has all of them: none is put together twice. */
const headers = new Map<string, string>()
const mostHeaders = 1_000

function headerOf(attribute: string): string {
  const known = headers.get(attribute)
  if (known !== undefined) return known
  const header = `cloudEvents_${attribute}`
  if (headers.size < mostHeaders) headers.set(attribute, header)
  return header
}

const secondsOf = (time: string) => Math.floor(Date.parse(time) / 1_000) || 0

/** A message as an event; what is no attribute is left out. Values that are no text become such. */
export function incomingOf({ properties, content }: Message): Incoming {
  const attributes: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties.headers ?? {})) {
    const attribute = /^cloudEvents[_:](.+)$/.exec(name)?.[1]
    if (attribute !== undefined) attributes[attribute] = String(value)
  }
  return { attributes, contentType: String(properties.contentType ?? ''), value: content }
}

import { type Poison, poison } from '../types/poison.ts'
import { headerText, type KafkaRecord } from '../types/record.ts'
import { readValue } from './read-value.ts'

/** A message in binary mode, its attributes as headers with the prefix `ce_`. */
export interface BinaryMode {
  readonly record: KafkaRecord
  /** Whether it came in structured mode. */
  readonly structured: boolean
}

/**
 * A message that is a CloudEvent in structured content mode, as the same event in binary mode: members of the JSON
 * object become headers, its data the value. Any other message as it is. Never throws. Which mode it is says its
 * `content-type`: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export function toBinaryMode(record: KafkaRecord): BinaryMode | { poison: Poison } {
  const contentType = headerText(record.headers, 'content-type')
  const media = contentType === undefined ? null : cloudevents.exec(contentType)
  if (media === null) return { record, structured: false }
  const unsupported = whyUnsupported(media)
  if (unsupported !== undefined) return poison('CONTENT_MODE_UNSUPPORTED', unsupported)
  const value = readValue(record.value)
  if ('poison' in value) return value
  const event = value.json
  if (event === null || typeof event !== 'object' || Array.isArray(event)) {
    return poison('ENVELOPE_INVALID', 'The value is no JSON object, as a CloudEvent in structured mode is.')
  }
  const attributes: [string, Buffer][] = []
  for (const [name, member] of Object.entries(event)) {
    if (name === 'data' || name === 'data_base64' || member === null) continue
    const text = typeof member === 'object' ? undefined : String(member)
    if (text?.isWellFormed() !== true) {
      return poison('ENVELOPE_INVALID', `The attribute ${name.slice(0, 60)} is no text, number or boolean.`)
    }
    attributes.push([name === 'datacontenttype' ? 'content-type' : `ce_${name}`, Buffer.from(text)])
  }
  const data = dataOf(event)
  if ('poison' in data) return data
  // What headers say besides is of no account.
  const others = Object.entries(record.headers).filter(([name]) => !/^(ce_|content-type$)/.test(name))
  const headers = Object.fromEntries([...others, ...attributes])
  return { record: { ...record, headers, value: data.value }, structured: true }
}

/** The same, and a message that cannot be read as it is: for those who only look for an attribute. */
export function inBinaryMode(record: KafkaRecord): KafkaRecord {
  const binary = toBinaryMode(record)
  return 'poison' in binary ? record : binary.record
}

const cloudevents = /^\s*application\/cloudevents(-batch)?(?:\+([^;\s]*))?\s*(?:;(.*))?$/i

function whyUnsupported([, batch, format, parameters = '']: RegExpExecArray): string | undefined {
  if (batch !== undefined) {
    return "It is a batch of CloudEvents, which Kafka's binding of them does not have: send each as a message."
  }
  if (format?.toLowerCase() !== 'json') {
    return `It is a CloudEvent in the format "${(format ?? '').slice(0, 60)}": only application/cloudevents+json is read.`
  }
  const charset = /(?:^|;)\s*charset\s*=\s*"?([^";\s]*)/i.exec(parameters)?.[1]
  return charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)
    ? undefined
    : `It is a CloudEvent in ${charset.slice(0, 60)}: JSON is UTF-8.`
}

interface Envelope {
  readonly data?: unknown
  readonly data_base64?: unknown
  readonly datacontenttype?: unknown
}

/** Its data as the value of the same event in binary mode. */
function dataOf({ data, data_base64, datacontenttype }: Envelope): { value: Buffer } | { poison: Poison } {
  if (data_base64 === undefined || data_base64 === null) {
    if (data === undefined) return poison('VALUE_NULL', 'It has no data.')
    const isText = typeof data === 'string' && datacontenttype != null && !json.test(String(datacontenttype))
    return { value: Buffer.from(isText ? data : JSON.stringify(data)) }
  }
  if (data !== undefined) return poison('ENVELOPE_INVALID', 'It has both data and data_base64.')
  if (typeof data_base64 !== 'string' || data_base64.length % 4 !== 0 || !base64.test(data_base64)) {
    return poison('ENVELOPE_INVALID', 'Its data_base64 is no base64.')
  }
  return { value: Buffer.from(data_base64, 'base64') }
}

const json = /^[^;]*[/+]json\s*(;|$)/i
const base64 = /^[A-Za-z0-9+/]*={0,2}$/

import { isUtf8 } from 'node:buffer'
import { type Poison, poison } from '../types/poison.ts'
import type { Consumed } from './contracts.ts'
import type { BinaryMode } from './structured.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** What the events that follow from this one say again, or what is kept of it. */
const passedOn: ReadonlySet<string> = new Set(['source', 'correlationid', 'causationid', 'initiator'])
/** Bytes of each. */
const maxPassedOnBytes = 1_000
/** No control characters, as CloudEvents has it: every store holds it. What was read as UTF-8 has no half of a pair. */
const oneLine = /^[ -~\u00a0-\uffff]*$/

const required = ['specversion', 'id', 'source', 'type'] as const
const optional = ['time', 'dataschema', 'correlationid', 'causationid', 'initiator', 'sequence'] as const
const names = [...required, ...optional].map(name => [name, `ce_${name}`, passedOn.has(name)] as const)
type Attributes = { readonly [Name in (typeof required)[number]]: string } & {
  readonly [Name in (typeof optional)[number]]?: string
}

/** The attributes of a CloudEvent in binary mode, checked; or what is wrong with one of them. */
export function readAttributes(
  { record: { headers, topic }, structured }: BinaryMode,
  contract: Consumed,
): Attributes | { poison: Poison } {
  const found: Record<string, string> = {}
  // What a person is to look for in the message.
  const [kind, prefix] = structured ? ['attribute', ''] : ['header', 'ce_']
  for (const [name, header, isPassedOn] of names) {
    const value = headers[header]
    if (value === undefined || value === null) continue
    if (Array.isArray(value))
      return poison('HEADER_REPEATED', `The ${kind} ${prefix}${name} occurs more than once.`)
    if (typeof value !== 'string' && !isUtf8(value)) {
      return poison('HEADER_NOT_UTF8', `The ${kind} ${prefix}${name} is not UTF-8.`)
    }
    if (isPassedOn && value.length > maxPassedOnBytes) {
      return poison(
        'HEADER_TOO_LONG',
        `The ${kind} ${prefix}${name} is longer than ${maxPassedOnBytes} bytes.`,
      )
    }
    const text = value.toString()
    if (isPassedOn && !oneLine.test(text))
      return poison('HEADER_NOT_TEXT', `The ${kind} ${prefix}${name} has control characters.`)
    found[name] = text
  }
  const missing = required.filter(name => found[name] === undefined)
  if (missing.length > 0)
    return poison(
      structured ? 'ENVELOPE_INVALID' : 'HEADER_MISSING',
      `Not a CloudEvent: no ${kind} ${missing.map(name => `${prefix}${name}`).join(', ')}.`,
    )

  const { specversion, id, type, time, dataschema = contract.dataSchema } = found as Attributes
  if (specversion !== '1.0') {
    return poison('SPECVERSION_UNKNOWN', `${prefix}specversion is "${clip(specversion)}", not "1.0".`)
  }
  if (!uuid.test(id)) return poison('ID_INVALID', `${prefix}id is "${clip(id)}", not a UUID in lower case.`)
  if (type !== contract.type) {
    return poison('TYPE_UNEXPECTED', `${prefix}type is "${clip(type)}"; ${topic} carries ${contract.type}.`)
  }
  if (dataschema !== contract.dataSchema && versionIn(dataschema) !== versionIn(contract.dataSchema)) {
    return poison(
      'VERSION_UNEXPECTED',
      `${prefix}dataschema is "${clip(dataschema)}"; ${topic} carries ${contract.dataSchema}.`,
    )
  }
  if (time === undefined) return found as Attributes
  const instant = contract.instantOf(time)
  if (instant === undefined) {
    return poison(
      'TIME_INVALID',
      `${prefix}time is "${clip(time)}", not a time of RFC 3339 within the bounds of events.`,
    )
  }
  found.time = instant
  return found as Attributes
}

/** The version that a schema's URI ends with, however the rest of it is written: `…/created.v1.json` is 1. */
const versionIn = (dataSchema: string) => /v(\d+)(?:\.json)?$/.exec(dataSchema)?.[1]

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

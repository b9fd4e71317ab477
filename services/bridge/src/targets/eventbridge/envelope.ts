import { jsonMember } from '../../json-member.ts'
import type { Incoming, Taken } from '../port.ts'

type Refused = Extract<Taken, { readonly status: 'refused' }>

const refused = (detail: string): Refused => ({ status: 'refused', code: 'ENVELOPE_INVALID', detail })

/**
 * The CloudEvent in an event of EventBridge as a rule puts it into a queue. Its value is the text of the data as it came.
 *
 * @param body `{"detail-type": …, "source": …, "detail": {"specversion": "1.0", …, "data": …}, …}`
 */
export function incomingOf(body: string): Incoming | Refused {
  let detail: unknown
  try {
    detail = JSON.parse(body)?.detail
  } catch (error) {
    return refused(`It is no JSON: ${(error as Error).message}`)
  }
  if (typeof detail !== 'object' || detail === null)
    return refused('It has no detail: it is no event of EventBridge.')
  const { data: _, datacontenttype = 'application/json', ...found } = detail as Record<string, unknown>
  if (found.specversion === undefined)
    return refused('Its detail is no CloudEvent in structured mode: no specversion.')
  const value = jsonMember(body, ['detail', 'data'])
  if (value === undefined) return refused('Its detail has no data.')
  const attributes: Record<string, string> = {}
  for (const [name, attribute] of Object.entries(found)) {
    if (attribute === null) continue
    if (typeof attribute === 'object') return refused(`Its attribute ${name} is no simple value.`)
    attributes[name] = String(attribute)
  }
  return { attributes, contentType: String(datacontenttype), value: Buffer.from(value) }
}

import { headerText, type KafkaRecord } from '../types/record.ts'

type Headers = KafkaRecord['headers']

/**
 * What a message that is sent back to its topic has besides its own headers:
 *
 * - `redrive_count`: 1 the first time, 2 if it failed again after that, and so on.
 * - `redrive_for`: the service that could not process it. Every other one had it the first time, and leaves it alone.
 * - `redrive_id`: only if the inbox took the event's own id when it failed: the id that counts instead.
 */
export const redriveHeaders = { count: 'redrive_count', addressee: 'redrive_for', id: 'redrive_id' } as const

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The service that a message was sent back for; undefined for one that everybody is to read. */
export const addressee = (headers: Headers): string | undefined =>
  headerText(headers, redriveHeaders.addressee)

/** The id under which the inbox is to know a message that was sent back; undefined if that is the event's own. */
export const redriveId = (headers: Headers): string | undefined => uuidIn(headers, redriveHeaders.id)

/** The event's own id, if it has a usable one. */
export const eventId = (headers: Headers): string | undefined => uuidIn(headers, 'ce_id')

function uuidIn(headers: Headers, name: string): string | undefined {
  const id = headerText(headers, name)
  return id !== undefined && uuid.test(id) ? id : undefined
}

import { createHash } from 'node:crypto'
import { isId } from '@orderflow/event-contracts'

const mark = 'sha256:'

/**
 * An id made of a prefix and another id, such as a tracking number of an order's: as long as it fits where it is to
 * go, it is the two together, and else the prefix and a hash of the id. The same id always gives the same one, and no two
 * ids share one. Pure.
 * @param fits what the result has to be; of itself, an id as events have it
 */
export function derivedId(prefix: string, id: string, fits: (text: string) => boolean = isId): string {
  const plain = prefix + id
  if (fits(plain) && !id.startsWith(mark)) return plain
  return `${prefix}${mark}${createHash('sha256').update(id).digest('hex')}`
}

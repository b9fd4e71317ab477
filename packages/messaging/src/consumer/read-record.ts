import { describe } from '../errors.ts'
import type { Consumed, Contracts } from '../events/contracts.ts'
import { decodeEvent } from '../events/decode.ts'
import { inBinaryMode } from '../events/structured.ts'
import { positionId } from '../inbox/inbox.ts'
import { addressee, redriveId } from '../redrive/headers.ts'
import type { Delivery } from '../types/delivery.ts'
import type { KafkaRecord } from '../types/record.ts'

/**
 * Why a record is none of a service's business, if so. What was sent back out of the dead letters is for the service
 * that put it there: the others had it the first time.
 */
function whyLeftOut(record: KafkaRecord, service: string, contracts: Contracts) {
  const to = addressee(record.headers)
  if (to !== undefined) return to === service ? undefined : 'redriven-for-another'
  return isNeedlessCopy(inBinaryMode(record), contracts.consumed(record.topic)) ? 'copy' : undefined
}

/**
 * Whether a record is an older version's copy of an event that the service reads in a later version too. That
 * one says more, so it must not depend on the topics' pace which of the two is applied. Where this is not
 * seen (an older release in the same group), the inbox makes one effect of the two: they have the same id.
 */
export function isNeedlessCopy(
  { headers }: Pick<KafkaRecord, 'headers'>,
  contract: Consumed | undefined,
): boolean {
  const original = headers.ce_copyof
  if (original === undefined || contract === undefined) return false
  return contract.later.some(({ dataSchema }) => dataSchema === String(original))
}

/**
 * What a record is to a service, or why it is none of its business. That reading it throws is a bug of ours, and the
 * poison of this record alone: a consumer that died of it would meet it again for ever.
 */
export function readRecord(record: KafkaRecord, service: string, contracts: Contracts) {
  try {
    return whyLeftOut(record, service, contracts) ?? toDelivery(record, contracts)
  } catch (error) {
    const poison = { code: 'READ_FAILED', detail: describe(error) }
    return { id: positionId(record), poison, origin: record }
  }
}

/** What a record is to the processor: an input, or poison with the reason why. */
export function toDelivery(record: KafkaRecord, contracts: Contracts): Delivery {
  const contract = contracts.consumed(record.topic)
  if (contract === undefined) {
    const poison = { code: 'TOPIC_UNKNOWN', detail: `${record.topic} is none of this service's topics.` }
    return { id: positionId(record), poison, origin: record }
  }
  const decoded = decodeEvent(record, contract)
  // A poison's own id is not used: it may be missing, or be that of a sound event.
  if ('poison' in decoded) return { id: positionId(record), poison: decoded.poison, origin: record }
  return { id: redriveId(record.headers) ?? decoded.id, input: decoded, origin: record }
}

import { decodeRecordSet } from '@orderflow/messaging/kafkajs'
import { serve } from '../child.ts'

/** Decodes an answer of a broker as the consumer does: it never throws, and what it cannot decode is a record with a reason. */
serve(async bytes => {
  try {
    const records = await decodeRecordSet(bytes)
    const undecodable = records.flatMap(record => ('undecodable' in record ? [record.undecodable] : []))
    const odd = records.find(({ offset }) => !/^-?\d+$/.test(offset))
    if (odd !== undefined) return { verdict: 'decoded', fault: `A record has the offset ${odd.offset}.` }
    if (undecodable.length === 0) return { verdict: records.length === 0 ? 'nothing' : 'decoded' }
    const unsaid = undecodable.some(each => !each?.reason)
    return { verdict: 'undecodable', ...(unsaid && { fault: 'A batch is undecodable without a reason.' }) }
  } catch (error) {
    return { verdict: 'thrown', fault: `It was not decoded: ${(error as Error).stack}` }
  }
})

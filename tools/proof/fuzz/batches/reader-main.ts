import { consumerBatch, decodeRecordSet } from '@orderflow/messaging/kafkajs'
import { nextTurn } from '@orderflow/messaging/timing'
import { serve } from '../child.ts'

/** So many records are looked at between two looks at the time: this tool's own turns are not to be long. */
const portion = 1_000

/**
 * Decodes an answer of a broker as the consumer does: it never throws, and what it cannot decode is a record with a reason. The
 * consumer then wants all but the first record.
 */
serve(async bytes => {
  try {
    const records = await decodeRecordSet(bytes)
    const wanted = records[1]?.offset ?? '0'
    if (/^\d+$/.test(wanted)) consumerBatch(wanted, records)
    let undecodable = 0
    for (const [n, { offset, undecodable: reason }] of records.entries()) {
      if (n % portion === 0) await nextTurn()
      if (!/^-?\d+$/.test(offset)) return { verdict: 'decoded', fault: `A record has the offset ${offset}.` }
      if (reason === undefined) continue
      if (!reason.reason) return { verdict: 'undecodable', fault: 'A batch is undecodable without a reason.' }
      undecodable++
    }
    if (records.length === 0) return { verdict: 'nothing' }
    return { verdict: undecodable === 0 ? 'decoded' : 'undecodable' }
  } catch (error) {
    return { verdict: 'thrown', fault: `It was not decoded: ${(error as Error).stack}` }
  }
})

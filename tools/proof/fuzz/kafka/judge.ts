import { allContracts } from '@orderflow/events'
import { positionId } from '@orderflow/messaging/events'
import type { ServiceFacts } from '../../../dev/lib/services.ts'
import type { Outcome } from '../target.ts'
import type { Letter } from './books.ts'
import type { KafkaCase } from './case.ts'
import type { Put } from './sender.ts'
import { text } from './text.ts'

/** Where a record without a value deletes its key. */
const compacted = new Set(allContracts.flatMap(each => (each.compacted ? [each.topic] : [])))

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Every id under which a service could know a record: what it says of itself, and its place. */
export function idsOf(record: Put): readonly string[] {
  const texts = [...Object.values(record.headers).flat().map(text), String(record.value).slice(0, 10_000)]
  return [...new Set([...texts.flatMap(each => each.match(uuid) ?? []), positionId(record as never)])]
}

export interface Evidence {
  readonly readers: readonly ServiceFacts[]
  /** By a service's name. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>
  readonly letters: readonly Letter[]
}

/** What became of a batch: each record was processed or is a dead letter with a reason, at each of its readers, once. */
export function judge(one: KafkaCase, put: readonly Put[], evidence: Evidence): Outcome {
  const outcomes = put.flatMap(record =>
    evidence.readers.map(reader => ofRecord(one, record, reader.name, evidence)),
  )
  const [worst = { verdict: 'read by nobody' }] = outcomes.toSorted((a, b) => rank(b) - rank(a))
  return worst
}

const rank = ({ verdict, fault }: Outcome) => (fault === undefined ? (verdict === 'processed' ? 0 : 1) : 2)

function ofRecord(one: KafkaCase, record: Put, service: string, { taken, letters }: Evidence): Outcome {
  const where = `${record.topic}/${record.partition}/${record.offset}`
  const mine = letters.filter(letter => letter.where === where && letter.service === service)
  const known = idsOf(record).filter(id => taken.get(service)?.has(id))
  const fault = (what: string) => ({ verdict: 'wrong', fault: `${where} of ${service}: ${what}` })
  if (one.transaction === 'aborted') {
    const own = known.includes(positionId(record as never))
    return mine.length === 0 && !own
      ? { verdict: 'aborted' }
      : fault('it was read, though its transaction was aborted.')
  }
  const [letter] = mine
  if (letter !== undefined) {
    if (letter.reason === '') return fault('it is a dead letter without a reason.')
    if (letter.reason === 'READ_FAILED') return fault('reading it threw.')
    if (new Set(mine.map(({ time }) => time)).size > 1) return fault('it is a dead letter twice.')
    return { verdict: `dead letter ${letter.reason}` }
  }
  const isDeletion = record.value === null && compacted.has(record.topic)
  if (known.includes(positionId(record as never)) && !isDeletion)
    return fault('it was taken as unreadable, and is no dead letter.')
  if (known.length > 0) return { verdict: 'processed' }
  const isNone =
    ['redrive_for', 'ce_copyof'].some(name => name in record.headers) ||
    String(record.value).includes('"copyof"')
  return isNone ? { verdict: 'left alone' } : fault('it was neither processed nor is it a dead letter.')
}

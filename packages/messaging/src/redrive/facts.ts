import { areOfLetter, isForOthers } from '../events/spring-headers.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { DeadLetter } from './letter.ts'
import type { RedriveResult } from './redrive.ts'
import type { Redrive } from './store.ts'

/** A dead letter in short, as JSON for programs. */
export interface DeadLetterFacts {
  readonly id: string
  readonly service: string
  readonly topic: string
  readonly reason: string
  readonly detail: string
  readonly at: string
  readonly type?: string
  readonly eventId?: string
  readonly key: string | null
  /** How often the message had been sent back before it came here. */
  readonly redriveCount: number
  /** Who sent this one back, and when; absent if nobody has. */
  readonly redriven?: Redrive
  /** Why it cannot be sent back; absent if it can. */
  readonly refusal?: string
}

export function factsOf(letter: DeadLetter, redriven: Redrive | undefined): DeadLetterFacts {
  const { id, service, topic, reason, detail, at, type, eventId, redriveCount, record, restored } = letter
  return {
    id,
    service,
    topic,
    reason,
    detail,
    at,
    ...(type !== undefined && { type }),
    ...(eventId !== undefined && { eventId }),
    key: record.key?.toString() ?? null,
    redriveCount,
    ...(redriven !== undefined && { redriven }),
    ...('refusal' in restored && { refusal: restored.refusal }),
  }
}

/** A dead letter in full: its facts, and its content as it lies on the dead-letter topic. */
export function fullFactsOf(letter: DeadLetter, redriven: Redrive | undefined) {
  const { value, headers } = letter.record
  return {
    ...factsOf(letter, redriven),
    headers: Object.fromEntries(headerTexts(headers)),
    valueBase64: value?.toString('base64') ?? null,
  }
}

/** The headers of a dead letter for people: without those that say the same once more for other tools. */
export function headerTexts(headers: KafkaRecord['headers']): [name: string, text: string][] {
  const areForOthers = areOfLetter(headers)
  return Object.entries(headers)
    .filter(([name]) => !(areForOthers && isForOthers(name)))
    .map(([name, header]) => [name, [header].flat().join(', ')])
}

/** How many came out how. */
export function totalsOf(results: readonly RedriveResult[]): Record<RedriveResult['status'], number> {
  const totals = { redriven: 0, already: 0, refused: 0 }
  for (const { status } of results) totals[status]++
  return totals
}

import { pagesOfDeadLetters, redrive } from '@orderflow/messaging'
import { openDeadLetters } from '../dlq/dead-letters.ts'
import type { Endpoints } from '../lib/endpoints.ts'
import { services } from '../lib/services.ts'

const pageSize = 200

export interface Redriven {
  readonly redriven: number
  /** Those that cannot be sent back, each with the reason why. */
  readonly refused: readonly string[]
}

/** Sends every dead letter back to the topic that it lay on, as `npm run dlq -- redrive` does. */
export async function redriveAll(endpoints: Endpoints): Promise<Redriven> {
  const deadLetters = openDeadLetters(endpoints)
  const refused: string[] = []
  let redriven = 0
  try {
    const reader = await deadLetters.reader()
    for await (const { letters } of pagesOfDeadLetters({
      reader,
      services,
      matches: () => true,
      limit: pageSize,
    })) {
      for (const [service, ofService] of Map.groupBy(letters, letter => letter.service)) {
        for (const { id, status, detail } of await redrive(deadLetters.pool(service), ofService, {
          by: 'chaos',
        })) {
          if (status === 'redriven') redriven++
          else if (status === 'refused') refused.push(`${id}: ${detail}`)
        }
      }
    }
    return { redriven, refused }
  } finally {
    await deadLetters.close()
  }
}

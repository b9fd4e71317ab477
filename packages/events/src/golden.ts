import { readFileSync } from 'node:fs'
import type { GoldenEvent } from '@orderflow/event-contracts/golden'

export type { GoldenEvent } from '@orderflow/event-contracts/golden'

/** Where the golden events are: one file per topic. */
export const goldenFolder = new URL('../golden/', import.meta.url)

/** The golden event of a topic. Throws `ENOENT` if there is none. */
export function goldenEvent(topic: string): GoldenEvent {
  return JSON.parse(readFileSync(new URL(`${topic}.json`, goldenFolder), 'utf8')) as GoldenEvent
}

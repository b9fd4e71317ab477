import { readFileSync } from 'node:fs'

/**
 * An event of one version as it lies on its topic, recorded once and never changed: what was published then has
 * to be understood for ever. `value` is the message's text to the byte.
 */
export interface GoldenEvent {
  readonly topic: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: string
}

/** Where the golden events are: one file per topic. */
export const goldenFolder = new URL('../golden/', import.meta.url)

/** The golden event of a topic. Throws `ENOENT` if there is none. */
export function goldenEvent(topic: string): GoldenEvent {
  return JSON.parse(readFileSync(new URL(`${topic}.json`, goldenFolder), 'utf8')) as GoldenEvent
}

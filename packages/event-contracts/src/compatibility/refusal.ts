import { type Json, shown } from './json.ts'

/**
 * Who is hurt. Old consumers refuse or misread events that follow the new schema; old events, which still lie
 * on the topic, are refused or misread by consumers with the new one.
 */
export type Breaks = 'old consumers' | 'old events' | 'both'

/** What the gate found at some place. */
export interface Finding {
  /** What changed, in plain words with the old and the new value. */
  readonly change: string
  readonly breaks: Breaks
  /** What to do instead. */
  readonly instead: string
}

/** A change that one version of an event must not make. */
export interface Refusal extends Finding {
  /** JSON pointer into the schema. */
  readonly pointer: string
  /** The file that the pointer is into, where a `$ref` led to another one. */
  readonly file?: string
}

export const nextVersion = 'publish the next version as a file beside this one'
export const leaveIt = `leave it as it was, or ${nextVersion}`

/** `maxLength: 100 → 50` and the like. */
export const fromTo = (keyword: string, before: Json | undefined, after: Json | undefined): string =>
  `${keyword}: ${shown(before)} → ${shown(after)}`

/** A refusal on one line, without the file: a name with a line break in it does not break the line. */
export const refusalLine = ({ pointer, change, breaks, instead }: Refusal): string =>
  `${oneLine(pointer)}: ${change}; breaks ${breaks}; instead ${instead}`

const oneLine = (text: string) => JSON.stringify(text).slice(1, -1)

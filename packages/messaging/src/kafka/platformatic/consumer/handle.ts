import { chunkAt } from '../../consumer/chunk.ts'
import type { Committer } from '../../consumer/committer.ts'
import { committed, nextOffset, recordOf, within } from '../../fetched.ts'
import type { ConsumeOptions } from '../../port.ts'
import type { FetchedPart } from '../fetch.ts'
import type { Positions } from './positions.ts'

/** What all parts of a generation are handled with. */
export interface Handling {
  readonly options: ConsumeOptions
  readonly committer: Committer
  readonly positions: Positions
  /** The consumer is stopping, or the group has other plans. */
  readonly signal: AbortSignal
}

/** The records of a part that a handler is to have, and where the part ends. */
export async function recordsOf(part: FetchedPart, from: bigint) {
  const fetched = await part.records()
  const records = committed({ ...fetched, messages: within(fetched.messages, from) })
  return { records, next: nextOffset(fetched, from) }
}

export type PartRecords = Awaited<ReturnType<typeof recordsOf>>

/** Handles a part chunk by chunk; what is not done when it ends is fetched again, or in `pending`. */
export async function handlePart(
  part: FetchedPart,
  { records, next }: PartRecords,
  { options, committer, positions, signal }: Handling,
  pending: Promise<unknown>[],
): Promise<void> {
  const { topic, partition } = part
  for (let from = 0; from < records.length; ) {
    if (signal.aborted) return
    const chunk = chunkAt(records, from, options.chunkSize).map(each => recordOf(topic, partition, each))
    from += chunk.length
    const handled = await options.onRecords(chunk, signal)
    if (handled === false) return
    for (const { offset, settled } of handled === true ? [] : handled) {
      committer.hold(topic, partition, offset, settled)
      pending.push(settled)
    }
    const behind = BigInt((chunk.at(-1) as (typeof chunk)[number]).offset) + 1n
    positions.goOnAt(part, behind)
    positions.done(part, String(behind))
    committer.commit(positions.uncommitted)
  }
  positions.goOnAt(part, next)
}

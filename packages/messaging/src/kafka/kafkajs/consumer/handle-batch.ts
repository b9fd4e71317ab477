import type { EachBatchPayload } from 'kafkajs'
import { pause } from '../../../timing/bounded.ts'
import { chunkAt } from '../../consumer/chunk.ts'
import type { Committer } from '../../consumer/committer.ts'
import { recordOf } from '../../fetched.ts'
import type { ConsumeOptions } from '../../port.ts'

export const heartbeatEveryMs = 1_000

/** Processes one fetched batch chunk by chunk; what is not done when it ends is fetched again, or in `pending`. */
export async function handleBatch(
  payload: EachBatchPayload,
  options: ConsumeOptions,
  committer: Committer,
  stopping: AbortSignal,
  pending: Promise<unknown>[],
): Promise<void> {
  const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
  const { topic, partition, messages } = batch
  for (let from = 0; from < messages.length; ) {
    if (stopping.aborted || !isRunning() || isStale()) return
    const chunk = chunkAt(messages, from, options.chunkSize)
    from += chunk.length
    const abandoned = new AbortController()
    const records = chunk.map(message => recordOf(topic, partition, message))
    const done = options.onRecords(records, AbortSignal.any([stopping, abandoned.signal]))
    try {
      const handled = await beating(done, heartbeat)
      if (handled === false) return
      for (const { offset, settled } of handled === true ? [] : handled) {
        committer.hold(topic, partition, offset, settled)
        pending.push(settled)
      }
    } catch (error) {
      abandoned.abort()
      throw error
    }
    resolveOffset((chunk.at(-1) as (typeof chunk)[number]).offset)
    committer.commit(payload.uncommittedOffsets)
    await heartbeat()
  }
}

/** Waits for `work` with a heartbeat each second. A heartbeat's error is the group's word: it is thrown. */
async function beating<Result>(work: Promise<Result>, heartbeat: () => Promise<void>): Promise<Result> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  finished.catch(() => {})
  while (!done) {
    const tick = pause(heartbeatEveryMs)
    await Promise.race([finished, tick.over])
    tick.giveUp()
    if (!done) await heartbeat()
  }
  return await finished
}

import { startLoop } from '../../timing/loop.ts'
import type { PartitionEnds, Progress } from './progress.ts'

export interface EndsReader {
  /**
   * Where the topics begin and end, and how far the group is. Topics whose leaders do not answer are left out;
   * rejects when nobody answers.
   */
  read(topics: readonly string[]): Promise<PartitionEnds[]>
  /** Never hangs. */
  close(): Promise<void>
}

/** Asks the brokers every now and then, one question at a time, whether a partition stands still. */
export function watchProgress(
  reader: EndsReader,
  progress: Progress,
  everyMs: number,
  onStalled: (reason: string) => void,
) {
  const loop = startLoop({
    async round() {
      if (progress.topics().length === 0) return
      const stalled = progress.judge(await reader.read(progress.topics()), performance.now())
      if (stalled !== undefined) onStalled(stalled)
    },
    restMs: () => everyMs,
    restsFirst: true,
    onFailure() {}, // Nobody answers: the heartbeats show that too, sooner.
  })
  return {
    stop() {
      void loop.stop() // an answer that never comes holds nothing up
      return reader.close()
    },
  }
}

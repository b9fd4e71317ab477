import type { Kafka as KafkaJs } from 'kafkajs'
import { createEndsReader } from './ends.ts'
import type { Progress } from './progress.ts'

/** Asks the brokers every now and then, one question at a time, whether a partition stands still. */
export function watchProgress(
  client: KafkaJs,
  groupId: string,
  progress: Progress,
  everyMs: number,
  onStalled: (reason: string) => void,
) {
  const reader = createEndsReader(client, groupId)
  let looking = false
  async function look() {
    if (looking || progress.topics().length === 0) return
    looking = true
    try {
      const stalled = progress.judge(await reader.read(progress.topics()), performance.now())
      if (stalled !== undefined) onStalled(stalled)
    } catch {
      // Nobody answers: the heartbeats show that too, sooner.
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), everyMs)
  return {
    stop() {
      clearInterval(timer)
      return reader.close()
    },
  }
}

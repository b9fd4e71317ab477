import type { Kafka as KafkaJs } from 'kafkajs'
import { startLoop } from '../../../timing/loop.ts'
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

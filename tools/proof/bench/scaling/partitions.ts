import { setTimeout as delay } from 'node:timers/promises'
import { topics } from '@orderflow/events'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger, setUpTopics } from '@orderflow/service-kit'
import { sagaServices } from '../../../dev/lib/services.ts'
import { connectAdmin } from '../kafka-admin.ts'
import type { OwnSystem } from '../scenario.ts'

const pollMs = 50

/** Every topic made anew with so many partitions. A running shop could not do that: its keys would move. */
export const withPartitions = (partitions: number): OwnSystem => ({
  async prepare({ kafka: address, signal }) {
    await removeTopics(address, signal)
    const logger = createLogger({ service: 'setup', level: 'error' })
    const kafka = createKafka({ clientId: 'bench', ...address, logger })
    const consumed = Object.fromEntries(sagaServices.map(({ name, topics }) => [name, topics]))
    try {
      await setUpTopics(
        kafka,
        topics().map(settings => ({ ...settings, partitions })),
        consumed,
      )
    } finally {
      await kafka.close()
    }
  },
})

/** All topics but Kafka's own. */
async function removeTopics(address: KafkaAddress, signal: AbortSignal): Promise<void> {
  const admin = await connectAdmin(address)
  const ours = async () => (await admin.listTopics()).filter(topic => !topic.startsWith('__'))
  try {
    await admin.deleteTopics({ topics: await ours() })
    while ((await ours()).length > 0) {
      signal.throwIfAborted()
      await delay(pollMs)
    }
  } finally {
    await admin.disconnect()
  }
}

import { clientAddress, type KafkaAddress } from '@orderflow/messaging/kafka'
import kafkajs from 'kafkajs'

const { ConfigResourceTypes, logLevel } = kafkajs

/** A topic has another setting while `work` goes on, and then that of its broker again. */
export async function withTopicSetting(
  kafka: KafkaAddress,
  topic: string,
  name: string,
  value: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const admin = new kafkajs.Kafka({
    clientId: 'chaos',
    ...clientAddress(kafka),
    logLevel: logLevel.NOTHING,
  }).admin()
  const set = async (more: { name: string; value: string }[]) => {
    const answer = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    })
    // What is not named goes back to its default.
    const own = answer.resources.flatMap(({ configEntries }) =>
      configEntries.filter(entry => entry.configSource === topicSource && entry.configName !== name),
    )
    const configEntries = [
      ...own.map(({ configName, configValue }) => ({ name: configName, value: configValue })),
      ...more,
    ]
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configEntries }
    await admin.alterConfigs({ validateOnly: false, resources: [resource] })
  }
  await admin.connect()
  try {
    await set([{ name, value }])
    await work()
    await set([])
  } finally {
    await admin.disconnect()
  }
}

/** `DYNAMIC_TOPIC_CONFIG`: set on the topic itself. */
const topicSource = 1

import type { Kafka } from '../kafka/port.ts'

/** A Kafka in which every topic and group has a prefix that its users do not see: a broker to themselves. */
export function namespaced(kafka: Kafka, prefix: string): Kafka {
  const inside = (name: string) => `${prefix}${name}`
  const outside = (name: string) => name.slice(prefix.length)
  return {
    ...kafka,
    partitionOf: kafka.partitionOf,
    async producer() {
      const producer = await kafka.producer()
      return {
        close: () => producer.close(),
        async send(records) {
          const sent = await producer.send(
            records.map(record => ({ ...record, topic: inside(record.topic) })),
          )
          return new Set([...sent].map(outside))
        },
      }
    },
    consume: options =>
      kafka.consume({
        ...options,
        groupId: inside(options.groupId),
        topics: options.topics.map(inside),
        onRecords: (records, signal) =>
          options.onRecords(
            records.map(record => ({ ...record, topic: outside(record.topic) })),
            signal,
          ),
      }),
    async partitionCounts(topics) {
      const counts = await kafka.partitionCounts(topics.map(inside))
      return new Map([...counts].map(([topic, count]) => [outside(topic), count]))
    },
    async topicConfigs(topics, names) {
      const configs = await kafka.topicConfigs(topics.map(inside), names)
      return new Map([...configs].map(([topic, config]) => [outside(topic), config]))
    },
    async lag(groupId, topics) {
      const lag = await kafka.lag(inside(groupId), topics.map(inside))
      return lag.map(each => ({ ...each, topic: outside(each.topic) }))
    },
    async depths(topics) {
      const depths = await kafka.depths(topics.map(inside))
      return depths.map(each => ({ ...each, topic: outside(each.topic) }))
    },
    async reader() {
      const reader = await kafka.reader()
      return {
        close: () => reader.close(),
        async ranges(topics) {
          const ranges = await reader.ranges(topics?.map(inside))
          return ranges
            .filter(({ topic }) => topic.startsWith(prefix))
            .map(range => ({ ...range, topic: outside(range.topic) }))
        },
        async *read(range) {
          for await (const records of reader.read({ ...range, topic: inside(range.topic) })) {
            yield records.map(record => ({ ...record, topic: range.topic }))
          }
        },
      }
    },
    createTopics: topics =>
      kafka.createTopics(topics.map(settings => ({ ...settings, topic: inside(settings.topic) }))),
  }
}

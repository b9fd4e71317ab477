import type { Kafka } from '@orderflow/messaging'

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
    async spans(topics) {
      const spans = await kafka.spans(topics.map(inside))
      return spans.map(span => ({ ...span, topic: outside(span.topic) }))
    },
    async *read(span) {
      for await (const record of kafka.read({ ...span, topic: inside(span.topic) })) {
        yield { ...record, topic: span.topic }
      }
    },
    createTopics: topics =>
      kafka.createTopics(topics.map(settings => ({ ...settings, topic: inside(settings.topic) }))),
  }
}

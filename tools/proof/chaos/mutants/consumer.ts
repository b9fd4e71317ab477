import type { Mutant } from './mutant.ts'

const folder = 'packages/messaging/src/kafka/kafkajs/consumer'
const consumer = `${folder}/consumer.ts`
const handleBatch = `${folder}/handle-batch.ts`
const supervised = 'packages/messaging/src/kafka/consumer/supervised.ts'

const commit = `    resolveOffset((chunk.at(-1) as (typeof chunk)[number]).offset)
    committer.commit(payload.uncommittedOffsets)
`

/** Bugs in how topics are read. */
export const consumerMutants: readonly Mutant[] = [
  {
    name: 'offsets-first',
    about: 'offsets are committed before the messages are processed',
    rule: 'offsets after the commit',
    scenario: 'service-kills',
    edits: [
      { file: handleBatch, replace: commit, by: '' },
      {
        file: handleBatch,
        replace: '    const done = options.onRecords(records, ',
        by: `${commit}    await committer.flush()\n    const done = options.onRecords(records, `,
      },
    ],
  },
  {
    name: 'waiting-forgotten',
    about: 'offsets are committed beyond messages that wait for a row',
    rule: 'offsets after the commit',
    scenario: 'held-row',
    edits: [{ file: handleBatch, replace: 'committer.hold(topic, partition, offset, settled)', by: '' }],
  },
  {
    name: 'from-latest',
    about: 'a partition without a committed offset is read from its end',
    rule: 'a new group, and a new partition, begins with the first record',
    scenario: 'service-kills',
    edits: [{ file: consumer, replace: 'fromBeginning: true', by: 'fromBeginning: false' }],
  },
  {
    name: 'rest-unassigned',
    about: 'partitions are dealt out in equal shares, and the rest to nobody',
    rule: 'every partition has a reader, however many there are',
    scenario: 'replica-churn',
    edits: [
      {
        file: 'packages/messaging/src/kafka/assigner.ts',
        replace: 'slot < (partitionCounts.get(topic) ?? 0)',
        by: 'slot < takers.length * Math.floor((partitionCounts.get(topic) ?? 0) / takers.length)',
      },
    ],
  },
  {
    name: 'not-supervised',
    about: 'a consumer that crashes after more than five seconds is not built anew',
    rule: 'no consumer stays dead',
    scenario: 'kafka-down',
    edits: [
      {
        file: supervised,
        replace: 'const reason = await Promise.race([current.ended, aborted(stopping.signal)])',
        by: `const reason = await Promise.race([current.ended, aborted(stopping.signal)])
      // New brokers make any consumer crash at first: without that much, no service would start.
      if (Date.now() - started > 5_000) await aborted(stopping.signal)`,
      },
    ],
  },
]

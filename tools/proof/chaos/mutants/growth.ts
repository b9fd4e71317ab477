import type { Mutant } from './mutant.ts'

/** Bugs in how topics get more partitions. */
export const growthMutants: readonly Mutant[] = [
  {
    name: 'old-count',
    about: 'a relay believes in a number of partitions for five minutes',
    rule: 'nobody sends by the number before, once topics are let go',
    scenario: 'partition-growth',
    edits: [
      {
        file: 'packages/messaging/src/relay/partition-counts.ts',
        replace: 'now() - askedAt > countBelievedMs',
        by: 'now() - askedAt > 60 * countBelievedMs',
      },
    ],
  },
  {
    name: 'switched-unread',
    about: 'topics that grow are let go before all that lies on them is read',
    rule: 'what a key has on its old partition is read before what it has on the new one',
    scenario: 'partition-growth',
    edits: [
      {
        file: 'tools/ops/partitions/readers.ts',
        replace: 'if (now.behind.length === 0 && now.ends === ends) return readers',
        by: 'if (now.behind.length >= 0) return readers',
      },
    ],
  },
]

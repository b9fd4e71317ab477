import type { Mutant } from './mutant.ts'

const consumer = 'packages/messaging/src/consumer/consumer.ts'
const processor = 'packages/messaging/src/batch/apply.ts'

/** Bugs in what is one transaction, and in when it counts as done. */
export const transactionMutants: readonly Mutant[] = [
  {
    name: 'await-forgotten',
    about: 'the consumer does not wait for the transaction of its messages',
    rule: 'offsets after the commit',
    scenario: 'postgres-kills',
    edits: [
      {
        file: consumer,
        replace: 'const outcomes = await processor.offer(deliveries)',
        by: "void processor.offer(deliveries)\n          const outcomes = deliveries.map(() => ({ status: 'applied' }) as const)",
      },
    ],
  },
  {
    name: 'outage-is-poison',
    about: 'messages become dead letters after the second attempt, whatever the error',
    rule: 'infrastructure failures are never dead-lettered',
    scenario: 'postgres-kills',
    edits: [
      {
        file: consumer,
        replace: 'const deliveries = needed.map(',
        by: 'let deliveries = needed.map(',
      },
      {
        file: consumer,
        replace: 'await delay(backoff(attempt), signal)',
        by: `await delay(backoff(attempt), signal)
          const poison = { code: 'TRIED_TOO_OFTEN', detail: error.message }
          if (attempt > 0) {
            deliveries = deliveries.map(({ id, origin }) => ({ id, poison, origin }))
          }`,
      },
    ],
  },
  {
    name: 'commit-not-durable',
    about: 'a commit is answered before it is on the disk',
    rule: 'a commit that was answered is there',
    scenario: 'postgres-kills',
    edits: [
      {
        file: 'packages/messaging/src/database/transaction.ts',
        replace: 'client.query(`BEGIN DEFERRABLE',
        by: 'client.query(`BEGIN DEFERRABLE; SET LOCAL synchronous_commit TO off',
      },
    ],
  },
  {
    name: 'outbox-afterwards',
    about: 'events are put into the outbox a quarter of a second after the rows, in another transaction',
    rule: 'rows and events in one transaction',
    scenario: 'service-kills',
    edits: [
      {
        file: processor,
        replace: 'const { outcomes, publishes, created, world } = await inTransaction(',
        by: 'const { outcomes, publishes, created, world, writes: all } = await inTransaction(',
      },
      {
        file: processor,
        replace: '({ writes }) => writes,',
        by: "({ writes }) => writes.filter(({ name }) => !name?.startsWith('outbox-append')),",
      },
      {
        file: processor,
        replace: '// Only what is committed is said to have been created.',
        by: `const append = () => inTransaction(pool, async () => {}, () => all.filter(({ name }) => name?.startsWith('outbox-append')))
    setTimeout(() => {
      later = later.then(append).then(options.onPublish, () => {})
    }, 250)`,
      },
      {
        file: processor,
        replace: 'const maxConflicts = 5',
        by: 'const maxConflicts = 5\nlet later: Promise<unknown> = Promise.resolve()',
      },
    ],
  },
  {
    name: 'poison-skipped',
    about: 'a message that nobody can read is passed over',
    rule: 'what cannot be processed becomes a dead letter',
    scenario: 'poison',
    edits: [
      {
        file: 'packages/messaging/src/batch/batch.ts',
        replace:
          "if ('poison' in delivery) return toDeadLetters(service, delivery, delivery.poison, at, messages)",
        by: "if ('poison' in delivery) return { status: 'ignored', reason: 'not-ours' }",
      },
    ],
  },
]

/** What lies in a folder: a file imports from its own room and from the floors below, of other rooms nothing. */
export interface Floors {
  /** The folder; '' is the whole repository. */
  readonly of: string
  /**
   * Its rooms from the top down: folders, or files by their name. Rooms of one floor do not import each other. `*` is
   * every room that is not named; without it, each has to be.
   */
  readonly floors: readonly (readonly string[])[]
  readonly why: string
  /** The rooms whose tests, and what only tests use, may import from above; `*` for all. */
  readonly freeTests?: readonly string[]
}

/** Files, and all that they may import of what is not theirs. Tests are free. */
export interface Limit {
  readonly of: string
  readonly may: readonly string[]
  readonly why: string
}

/** A package, or files by a pattern, and the only files that may import it. */
export interface Kept {
  readonly package: string
  readonly within: readonly string[]
  readonly why: string
}

export interface Rules {
  readonly floors: readonly Floors[]
  readonly limits: readonly Limit[]
  readonly kept: readonly Kept[]
}

/**
 * Who may import whom; `npm run check` holds the sources to it. What is imported for its type counts like the rest:
 * one has to know it to read the file. Circles are refused everywhere. Patterns are those of `path.matchesGlob`.
 */
export const rules: Rules = {
  floors: [
    {
      of: '',
      floors: [['vitest.config.ts'], ['tools'], ['services', 'examples'], ['packages']],
      why: 'Tools know services, services know packages, and never the other way round.',
    },
    {
      of: 'services',
      floors: [['*']],
      why: 'A service never imports another: they talk by events only.',
    },
    {
      of: 'packages',
      floors: [
        ['audit'],
        ['test-servers'],
        ['load', 'live-page'],
        ['events'],
        ['service-kit', 'embedded'],
        ['messaging'],
        ['event-contracts', 'certificates'],
      ],
      why: 'What is lifted out alone knows little: messaging no HTTP, event-contracts nothing of the repository.',
      freeTests: ['load', 'events', 'messaging', 'service-kit'],
    },
    {
      of: 'packages/messaging/src',
      floors: [
        ['index.ts', 'decider.ts', 'command-keys.ts', 'dead-letters.ts', 'testing', 'test-kit'],
        ['service'],
        ['set-up', 'consumer', 'tables'],
        ['batch', 'relay', 'redrive'],
        ['events'],
        ['inbox', 'outbox'],
        ['kafka', 'tracing', 'metrics'],
        ['database', 'timing'],
        ['types', 'errors.ts', 'ids.ts', 'migrations.ts'],
      ],
      why: 'The folders of messaging stand in the order in which a message passes, and use only those below.',
      freeTests: ['*'],
    },
  ],
  limits: [
    {
      of: 'services/*/src/domain/**',
      may: [
        'services/*/src/domain/**',
        'packages/events/**',
        'packages/messaging/src/decider.ts',
        'packages/messaging/src/batch/transitions.ts',
      ],
      why: 'The domain is pure: it imports the contracts, what a decider is, and its own files, nothing that does I/O.',
    },
  ],
  kept: [
    {
      package: 'kafkajs',
      within: [
        'packages/messaging/src/kafka/kafkajs/**',
        'packages/messaging/src/kafka/*.test.ts',
        'packages/messaging/src/testing/topics.ts',
        // What is asked of a broker as its operator, which no service's port has.
        'packages/audit/src/admin.ts',
        'packages/audit/src/audit.int.test.ts',
        'tools/proof/bench/kafka-admin.ts',
        'tools/proof/chaos/topic-setting.ts',
        // What is measured is kafkajs itself, or another's way with it.
        'tools/proof/bench/limits/kafka.ts',
        'tools/proof/bench/microbenchmarks/**',
        'tools/proof/bench/peers/**',
        // Batches as no producer of ours sends them.
        'tools/proof/fuzz/kafka/sender.ts',
        // A project outside this repository, with a producer of its own.
        'tools/proof/packed/project/**',
      ],
      why: 'kafkajs stays behind the Kafka port of packages/messaging.',
    },
    {
      package: 'packages/messaging/src/kafka/kafkajs/**',
      within: [
        'packages/messaging/src/kafka/kafkajs/**',
        'packages/messaging/src/kafka/{create,index}.ts',
        'packages/messaging/src/testing/**',
        '**/*.test.ts',
        // What asks brokers beside the port.
        'tools/**',
      ],
      why: 'All that knows kafkajs is behind the Kafka port: what is missing there is added to port.ts.',
    },
    {
      package: '@platformatic/kafka',
      within: ['packages/messaging/src/kafka/platformatic/**'],
      why: 'It is an optional dependency, loaded by client.ts alone, and stays behind the Kafka port.',
    },
    {
      package: 'packages/messaging/src/kafka/platformatic/**',
      within: [
        'packages/messaging/src/kafka/platformatic/**',
        'packages/messaging/src/kafka/create.ts',
        'tools/proof/bench/microbenchmarks/rebalance.ts',
        '**/*.test.ts',
      ],
      why: 'A second client that others could tell from the first would be no second client.',
    },
  ],
}

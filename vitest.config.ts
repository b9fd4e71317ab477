import { defineConfig } from 'vitest/config'
import { CheapestKindFirst } from './tools/dev/test/order.ts'

/** Outcomes are waited for, and how long they take is the machine's affair. Looking is work for services and servers too. */
const patience = { poll: { timeout: 60_000, interval: 100 } }

const files = (suffix: string) => [
  `{packages,services}/*/src/**/*.${suffix}.test.ts`,
  `packages/live-page/web/**/*.${suffix}.test.ts`,
  `tools/**/*.${suffix}.test.ts`,
]

/**
 * A test's suffix is its cost: unit (no I/O), int (a real broker and database), e2e (the whole system), long (what takes
 * longest for what few changes touch: releases side by side, brokers that are killed), browser (the whole system, and
 * Chromium), clients (a real broker, and programs that have to be built or installed: in other
 * languages, or on the packed packages).
 */
export default defineConfig({
  test: {
    // More than the two cores that this was tried on: tests with servers wait for half of their time.
    maxWorkers: 4,
    sequence: { sequencer: CheapestKindFirst },
    // Node runs the sources as they are, in tests as in production.
    experimental: { viteModuleRunner: false },
    projects: [
      // A busy machine must not make a test fail: some start a process, and none waits for a time to pass.
      {
        test: {
          name: 'unit',
          include: files('unit'),
          // Pure functions leave nothing behind: the modules are loaded once for all files, in half the time.
          isolate: false,
          // Small worlds and generated schemas are mostly short-lived: half of their time went into collecting them.
          execArgv: ['--max-semi-space-size=64'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        test: {
          name: 'int',
          include: files('int'),
          // What files leave behind lies in databases and topics of their own. A process and its modules for each file
          // took 1.7 s of processor time.
          isolate: false,
          // A process has one kafkajs: what loads it before it is mended has it as it was, and so would all files after it.
          setupFiles: ['packages/messaging/src/kafka/kafkajs/kafkajs.ts'],
          globalSetup: ['packages/test-servers/src/infrastructure/global-setup.ts'],
          testTimeout: 180_000,
          expect: patience,
          hookTimeout: 600_000, // what a test needs is fetched, and NATS compiled, in one
        },
      },
      {
        test: {
          name: 'e2e',
          include: files('e2e'),
          testTimeout: 300_000,
          expect: patience,
          hookTimeout: 600_000, // a whole system starts in one
        },
      },
      {
        test: {
          name: 'long',
          include: files('long'),
          globalSetup: ['packages/test-servers/src/infrastructure/global-setup.ts'],
          testTimeout: 300_000,
          expect: patience,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: files('browser'),
          testTimeout: 300_000,
          expect: patience,
          hookTimeout: 600_000, // a whole system starts in one
        },
      },
      {
        test: {
          name: 'clients',
          include: files('clients'),
          globalSetup: ['packages/test-servers/src/infrastructure/global-setup.ts'],
          testTimeout: 180_000,
          expect: patience,
          hookTimeout: 540_000, // the programs are built in one
        },
      },
    ],
  },
})

import type { Mutant } from './mutant.ts'

/** Bugs before a pooler, and with a standby. */
export const databaseMutants: readonly Mutant[] = [
  {
    name: 'relay-pooled',
    about: 'the relay goes through the pooler, and nobody asks whether its connection is a session',
    rule: 'a lock is held on a connection of its own',
    scenario: 'pgbouncer',
    edits: [
      {
        file: 'packages/messaging/src/service/start-service.ts',
        replace: 'databaseUrl: directUrl ?? databaseUrl',
        by: 'databaseUrl',
      },
      {
        file: 'packages/messaging/src/database/client.ts',
        replace: 'if (!startOptions(this)?.includes(sessionMark)) return',
        by: 'return',
      },
    ],
  },
  {
    name: 'commit-local',
    about: 'a commit does not wait for the standby',
    rule: 'what was answered is on the standby',
    scenario: 'promotion',
    edits: [
      {
        file: 'packages/messaging/src/database/transaction.ts',
        replace: 'client.query(`BEGIN DEFERRABLE',
        by: 'client.query(`BEGIN DEFERRABLE; SET LOCAL synchronous_commit TO local',
      },
    ],
  },
]

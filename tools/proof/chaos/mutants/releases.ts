import type { Mutant } from './mutant.ts'

/** Bugs that show only beside the release before. */
export const releaseMutants: readonly Mutant[] = [
  {
    name: 'renamed-early',
    about: 'set-up renames a column of the inbox, which the release before still writes',
    rule: 'expand, and contract a release later',
    scenario: 'mixed-releases',
    edits: [
      {
        file: 'packages/messaging/src/set-up/migrate.ts',
        replace: 'return { applied: pending',
        by: "await client.query('ALTER TABLE inbox RENAME COLUMN consumer TO reader').catch(() => {})\n    return { applied: pending",
      },
      {
        file: 'packages/messaging/src/set-up/rights/own.ts',
        replace: "['event_id', 'consumer']",
        by: "['event_id', 'reader']",
      },
      {
        file: 'packages/messaging/src/inbox/inbox.ts',
        replace: 'INSERT INTO inbox (event_id, consumer)',
        by: 'INSERT INTO inbox (event_id, reader)',
      },
    ],
  },
  {
    name: 'sent-too-early',
    about: 'events are sent in a form that this release reads and the one before does not',
    rule: 'what is new is read a release before it is sent',
    scenario: 'mixed-releases',
    edits: [
      {
        file: 'packages/messaging/src/events/attributes.ts',
        replace: "if (specversion !== '1.0') {",
        by: "if (!specversion.startsWith('1.')) {",
      },
      {
        file: 'packages/messaging/src/events/encode.ts',
        replace: "ce_specversion: '1.0'",
        by: "ce_specversion: '1.1'",
      },
    ],
  },
]

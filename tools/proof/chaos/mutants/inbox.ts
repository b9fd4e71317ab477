import type { Mutant } from './mutant.ts'

const inbox = 'packages/messaging/src/inbox/inbox.ts'

/** Bugs in what keeps a message from having two effects. */
export const inboxMutants: readonly Mutant[] = [
  {
    name: 'no-inbox',
    about: 'every id counts as new',
    rule: 'a message that comes again changes nothing',
    scenario: 'full-replay',
    edits: [
      {
        file: inbox,
        replace: 'return new Set(rows.map(row => row.event_id))',
        by: 'return new Set(ids)',
      },
    ],
  },
  {
    name: 'inbox-by-arrival',
    about: 'an id is unique among those that arrived in the same five seconds only',
    rule: 'the inbox outlives every source of redeliveries',
    scenario: 'full-replay',
    edits: [
      {
        file: inbox,
        replace: 'SELECT id, $1 FROM unnest($2::uuid[]) AS id',
        by: "SELECT id, $1::text || date_bin('5 seconds', now(), 'epoch') FROM unnest($2::uuid[]) AS id",
      },
    ],
  },
]

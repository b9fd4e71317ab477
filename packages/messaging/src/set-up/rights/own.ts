import type { Rights } from '../../types/rights.ts'

/** What a service's application may do to the tables of inbox and outbox: what the statements of this package do. */
export const own: Rights = {
  tables: {
    inbox: { select: '*', insert: ['event_id', 'consumer'] },
    inbox_late: { insert: ['day', 'seen'] },
    outbox_packs: { select: '*', insert: ['shard', 'shards', 'count', 'topics', 'messages'], delete: true },
    outbox_shards: { select: '*' },
    outbox_rows: { select: '*', delete: true },
    // A row is added through it. To delete in it is for the release before this one.
    outbox: { select: '*', insert: ['topic', 'key', 'value', 'headers', 'raw'], delete: true },
    outbox_packed: {},
    outbox_quarantine: {
      select: '*',
      insert: ['topic', 'key', 'seq', 'code', 'reason', 'tries', 'next_try', 'quarantined'],
      update: ['seq', 'code', 'reason', 'tries', 'next_try', 'quarantined'],
      delete: true,
    },
    outbox_held_topics: {
      select: '*',
      insert: ['topic', 'code', 'reason', 'tries', 'next_try'],
      update: ['code', 'reason', 'tries', 'next_try'],
      delete: true,
    },
    // Never `redriven_at`: when it was is the database's to say.
    redrives: {
      select: '*',
      insert: [
        ...['dead_letter_topic', 'dead_letter_partition', 'dead_letter_offset', 'dead_lettered_at'],
        ...['reason', 'event_id', 'target_topic', 'count', 'redriven_by'],
      ],
    },
    command_keys: { select: '*', insert: ['key', 'caller', 'command', 'fingerprint', 'reply'] },
    command_keys_partitions: {},
  },
  functions: ['inbox_maintain', 'command_keys_maintain', 'outbox_unpack', 'outbox_shard'],
}

/** All functions of this package's migrations; those of a service are not among them. */
export const ownFunctions: ReadonlySet<string> = new Set([
  'inbox_first_id',
  'inbox_maintain',
  'redrives_are_final',
  'command_keys_open',
  'command_keys_maintain',
  'outbox_unpack',
  'outbox_write',
  'outbox_shard',
  'outbox_place',
])

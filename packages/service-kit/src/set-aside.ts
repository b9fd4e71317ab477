import type { Statement } from '@orderflow/messaging/database'
import type { SetAside } from '@orderflow/messaging/decider'
import type { TableRights } from '@orderflow/messaging/set-up'

/**
 * For `Store.setAside`: remembers messages that have become dead letters in the service's table `set_aside`. What they
 * still owe is read from the service's rows, so nothing needs to be said when they are sent back; a dead letter can
 * be sent back for 7 days, and after 30 its row goes.
 */
export const rememberSetAside = (messages: readonly SetAside[]): Statement[] => [
  {
    name: 'set-aside-remember',
    text: `WITH old AS (DELETE FROM set_aside WHERE at < now() - interval '30 days')
         INSERT INTO set_aside (topic, partition, "offset", order_id)
         SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[])
         ON CONFLICT (topic, partition, "offset") DO UPDATE SET order_id = excluded.order_id, at = now()`,
    values: [
      messages.map(({ topic }) => topic),
      messages.map(({ partition }) => partition),
      messages.map(({ offset }) => offset),
      messages.map(({ key }) => key),
    ],
  },
]

/** What that does to the table. */
export const setAsideRights: TableRights = {
  select: '*',
  insert: ['topic', 'partition', 'offset', 'order_id'],
  update: ['order_id', 'at'],
  delete: true,
}

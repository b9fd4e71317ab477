import type { Dashboard } from './dashboard.ts'
import { lines, quantile, query, rate } from './panel.ts'

/** Consumers, batches, inboxes, outboxes and dead letters of all services. */
export const messaging: Dashboard = {
  uid: 'orderflow-messaging',
  title: 'Messaging',
  description: 'Consumers, batches, inboxes, outboxes and dead letters of all services.',
  rows: [
    {
      title: 'Consumers',
      panels: [
        lines(
          {
            title: 'Lag by group and topic',
            description:
              'The ten largest. Steady growth: the group is too slow. A flat line above 0: it stands still.',
            unit: 'short',
          },
          query('topk(10, group_topic:consumer_lag:sum)', '{{group}} {{topic}}'),
        ),
        lines(
          { title: 'Messages consumed', description: 'A second, by service.', unit: 'ops' },
          query(`sum by (service) (${rate('messages_consumed_total')})`, '{{service}}'),
        ),
        lines(
          {
            title: 'Duplicates',
            description: 'A second: messages delivered again, of which the inbox has made one effect.',
            unit: 'ops',
          },
          query(`sum by (service) (${rate('inbox_duplicates_total')})`, '{{service}}'),
        ),
        lines(
          {
            title: 'Consumer errors',
            description: 'A second. database: a batch waits for it. rebuilt: the consumer is built anew.',
            unit: 'ops',
          },
          query(`sum by (service, kind) (${rate('consumer_errors_total')})`, '{{service}} {{kind}}'),
        ),
      ],
    },
    {
      title: 'Batches',
      panels: [
        lines(
          {
            title: 'Inputs in a transaction',
            description: 'Grows with the load: at BATCH_MAX (500) there is no more to gain.',
            unit: 'short',
          },
          query(
            `sum by (service) (${rate('batch_size_sum')}) / sum by (service) (${rate('batch_size_count')})`,
            '{{service}}',
          ),
        ),
        lines(
          { title: 'Duration of a transaction', description: 'The 99th percentile, by service.', unit: 's' },
          quantile(0.99, 'batch_duration_seconds', ['service'], '{{service}}'),
        ),
      ],
    },
    {
      title: 'Outbox and relay',
      panels: [
        lines(
          { title: 'Unsent events', description: 'In each outbox. It should come back to 0.', unit: 'short' },
          query('service:outbox_unsent:max', '{{service}}'),
        ),
        lines(
          {
            title: 'Age of the oldest unsent event',
            description: 'Above 30 s: the broker is away, or nobody relays.',
            unit: 's',
          },
          query('service:outbox_oldest_seconds:max', '{{service}}'),
        ),
        lines(
          { title: 'Events sent', description: 'A second, acknowledged by the broker.', unit: 'ops' },
          query(`sum by (service) (${rate('relay_messages_total')})`, '{{service}}'),
        ),
        lines(
          {
            title: 'Failed sends, owners, quarantined keys',
            description:
              'Owners: the shards of each outbox that have a relay, one unless told. Quarantined keys wait until the broker takes their events.',
            unit: 'short',
          },
          query(`sum by (service) (${rate('relay_errors_total')})`, '{{service}} failed a second'),
          query('sum by (service) (relay_owner)', '{{service}} owners'),
          query('max by (service) (outbox_quarantined_keys) > 0', '{{service}} quarantined'),
        ),
      ],
    },
    {
      title: 'Dead letters',
      panels: [
        lines(
          { title: 'Dead letters by topic', description: 'Not sent back yet.', unit: 'short' },
          query('topic:dlq_messages:max > 0', '{{topic}}'),
        ),
        lines(
          {
            title: 'Messages that nobody can read',
            description: 'In five minutes, by reason: a publisher that breaks its contract.',
            unit: 'short',
          },
          query('sum by (service, reason) (increase(invalid_schema_events[5m]))', '{{service}} {{reason}}'),
        ),
      ],
    },
    {
      title: 'Whether these figures are fresh',
      panels: [
        lines(
          {
            title: 'Sources',
            description: '0: the service does not reach it, and what is shown of it is old.',
            unit: 'short',
          },
          query('max by (service, source) (metrics_source_up)', '{{service}} {{source}}'),
        ),
        lines(
          {
            title: 'Inbox expiry held',
            description: '1: no old day of the inbox is dropped, since its topics may deliver it again.',
            unit: 'short',
          },
          query('max by (service, reason) (inbox_expiry_held)', '{{service}} {{reason}}'),
        ),
      ],
    },
  ],
}

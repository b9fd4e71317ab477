import type { Dashboard, Row } from './dashboard.ts'
import { lines, quantile, query, rate, stacked, stat } from './panel.ts'
import { gatewayRow } from './saga.ts'

/** All about one service: its requests, its messages and its process, and what only it has. */
export function serviceDashboard(service: string): Dashboard {
  const own = (more = '') => `{service="${service}"${more}}`
  const group = `{group="${service}"}`
  const http = `http_request_duration_seconds`
  return {
    uid: `orderflow-${service}`,
    title: `Service: ${service}`,
    description: `Requests, messages and process of the ${service} service.`,
    rows: [
      {
        title: 'Is it well?',
        panels: [
          stat({ title: 'Up', description: 'Processes that answer.', unit: 'short' }, `sum(up${own()})`, {
            falling: true,
            red: 1,
          }),
          stat(
            { title: 'Running for', description: 'The youngest process.', unit: 's' },
            `min(time() - process_start_time_seconds${own()})`,
          ),
          stat(
            { title: 'Requests', description: 'A second.', unit: 'reqps' },
            `sum(${rate(`${http}_count${own()}`)})`,
          ),
          stat(
            { title: 'Answered in', description: 'The 99th percentile of all requests.', unit: 's' },
            quantile(0.99, `${http}${own()}`, [], '').expr,
            { yellow: 0.5, red: 2 },
          ),
          stat(
            { title: 'Messages waiting', description: 'Lag of its group.', unit: 'short' },
            `sum(group_topic:consumer_lag:sum${group})`,
            { yellow: 1_000, red: 10_000 },
          ),
          stat(
            { title: 'Oldest unsent', description: 'In its outbox.', unit: 's' },
            `max(service:outbox_oldest_seconds:max${own()})`,
            { yellow: 5, red: 30 },
          ),
          stat(
            { title: 'Dead letters', description: 'Of this service, not sent back yet.', unit: 'short' },
            `sum(topic:dlq_messages:max{topic=~".+[.]${service}[.]dlq"})`,
            { red: 1 },
          ),
          stat(
            { title: 'Connections waited for', description: 'Callers without one, now.', unit: 'short' },
            `sum(db_pool_connections${own(',state="waiting"')})`,
            { yellow: 1, red: 10 },
          ),
        ],
      },
      {
        title: 'Requests',
        panels: [
          stacked(
            { title: 'Requests', description: 'A second, by route and class of status.', unit: 'reqps' },
            query(
              `sum by (method, route, status) (${rate(`${http}_count${own()}`)})`,
              '{{method}} {{route}} {{status}}',
            ),
          ),
          lines(
            { title: 'Duration by route', description: 'The 99th percentile.', unit: 's' },
            quantile(0.99, `${http}${own()}`, ['method', 'route'], '{{method}} {{route}}'),
          ),
        ],
      },
      {
        title: 'Messages',
        panels: [
          stacked(
            { title: 'Messages consumed', description: 'A second, by topic.', unit: 'ops' },
            query(`sum by (topic) (${rate(`messages_consumed_total${own()}`)})`, '{{topic}}'),
          ),
          lines(
            { title: 'Lag by topic', description: 'Seen also while this service is down.', unit: 'short' },
            query(`group_topic:consumer_lag:sum${group}`, '{{topic}}'),
          ),
          lines(
            {
              title: 'Batches',
              description: 'Inputs in a transaction on average, and how many were duplicates a second.',
              unit: 'short',
            },
            query(
              `sum(${rate(`batch_size_sum${own()}`)}) / sum(${rate(`batch_size_count${own()}`)})`,
              'inputs in a transaction',
            ),
            query(`sum(${rate(`inbox_duplicates_total${own()}`)})`, 'duplicates a second'),
          ),
          lines(
            { title: 'Duration of a batch', description: 'One transaction.', unit: 's' },
            quantile(0.5, `batch_duration_seconds${own()}`, [], 'p50'),
            quantile(0.99, `batch_duration_seconds${own()}`, [], 'p99'),
          ),
          lines(
            {
              title: 'Inputs by outcome',
              description: 'A second: events, commands, deadlines and answers.',
              unit: 'ops',
            },
            query(`sum by (outcome) (${rate(`inputs_total${own()}`)})`, '{{outcome}}'),
          ),
          lines(
            { title: 'Outbox', description: 'Unsent events, and events sent a second.', unit: 'short' },
            query(`service:outbox_unsent:max${own()}`, 'unsent'),
            query(`sum(${rate(`relay_messages_total${own()}`)})`, 'sent a second'),
          ),
        ],
      },
      ...onlyOf(service),
      {
        title: 'Process',
        panels: [
          lines(
            { title: 'Processor', description: 'Cores.', unit: 'short' },
            query(rate(`process_cpu_seconds_total${own()}`), '{{instance}}'),
          ),
          lines(
            {
              title: 'Memory',
              description: 'Resident, and the part of it that is heap in use.',
              unit: 'bytes',
            },
            query(`process_resident_memory_bytes${own()}`, '{{instance}} resident'),
            query(`nodejs_heap_size_used_bytes${own()}`, '{{instance}} heap'),
          ),
          lines(
            { title: 'Event loop', description: 'How late timers come.', unit: 's' },
            query(`nodejs_eventloop_lag_p50_seconds${own()}`, '{{instance}} p50'),
            query(`nodejs_eventloop_lag_p99_seconds${own()}`, '{{instance}} p99'),
          ),
          lines(
            { title: 'Database connections', description: 'Of POOL_SIZE (10).', unit: 'short' },
            query(`sum by (state) (db_pool_connections${own()})`, '{{state}}'),
          ),
        ],
      },
    ],
  }
}

/** What a service has that no other has. */
function onlyOf(service: string): readonly Row[] {
  switch (service) {
    case 'order':
      return [
        {
          title: 'Orders',
          panels: [
            stacked(
              { title: 'Orders ended', description: 'A second, by outcome.', unit: 'ops' },
              query(`sum by (outcome) (${rate('saga_duration_seconds_count')})`, '{{outcome}}'),
            ),
            lines(
              {
                title: 'Stuck orders',
                description: 'Past their deadline, or held back by a dead letter. Always 0.',
                unit: 'short',
              },
              query('max by (service) (stuck_orders)', '{{service}}'),
            ),
          ],
        },
      ]
    case 'payment':
      return [gatewayRow()]
    case 'reporting':
      return [
        {
          title: 'Read models',
          panels: [
            lines(
              { title: 'Violated invariants', description: 'Always 0.', unit: 'short' },
              query('max by (invariant) (invariant_violations)', '{{invariant}}'),
            ),
          ],
        },
      ]
    default:
      return []
  }
}

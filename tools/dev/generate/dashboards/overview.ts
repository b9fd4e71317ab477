import type { Dashboard } from './dashboard.ts'
import { lines, quantile, query, rate, stacked, stat, table } from './panel.ts'

const requests = 'http_request_duration_seconds_count'
const placed = `${requests}{service="order",method="POST",route="/orders",status="2xx"}`

/** Is it well, how much does it do, and who is behind: what one looks at first. */
export function overview(services: readonly string[]): Dashboard {
  return {
    uid: 'orderflow-overview',
    title: 'Overview',
    description: 'Is it well, how much does it do, and who is behind.',
    rows: [
      {
        title: 'Is it well?',
        panels: [
          stat(
            {
              title: 'Services up',
              description: `Processes that answer Prometheus, of ${services.length}.`,
              unit: 'short',
            },
            'sum(up{job="orderflow"})',
            { falling: true, red: services.length },
          ),
          stat(
            { title: 'Alerts firing', description: 'Each has a page in docs/runbooks.', unit: 'short' },
            'count(ALERTS{alertstate="firing"}) or vector(0)',
            { red: 1 },
          ),
          stat(
            {
              title: 'Orders accepted',
              description: 'Answers with 2xx to POST /orders, a second.',
              unit: 'reqps',
            },
            `sum(${rate(placed)})`,
          ),
          stat(
            {
              title: 'Orders end in',
              description: 'The 99th percentile, from acceptance to end.',
              unit: 's',
            },
            quantile(0.99, 'saga_duration_seconds', [], '').expr,
            { yellow: 5, red: 10 },
          ),
          stat(
            {
              title: 'Messages waiting',
              description: 'Lag of all consumer groups together.',
              unit: 'short',
            },
            'sum(group_topic:consumer_lag:sum)',
            { yellow: 1_000, red: 10_000 },
          ),
          stat(
            { title: 'Oldest unsent', description: 'Oldest event in any outbox.', unit: 's' },
            'max(service:outbox_oldest_seconds:max)',
            { yellow: 5, red: 30 },
          ),
          stat(
            {
              title: 'Dead letters',
              description: 'Not sent back yet: npm run dlq -- list.',
              unit: 'short',
            },
            'sum(topic:dlq_messages:max)',
            { red: 1 },
          ),
          stat(
            {
              title: 'Stuck orders',
              description: 'Past their deadline, or held back by a dead letter.',
              unit: 'short',
            },
            'max(stuck_orders)',
            { red: 1 },
          ),
        ],
      },
      {
        title: 'Alerts and objectives',
        panels: [
          table(
            { title: 'Firing', description: 'What to do: docs/runbooks.', unit: 'short' },
            'max by (alertname, severity, service, group, topic, invariant, slo) (ALERTS{alertstate="firing"})',
          ),
          lines(
            {
              title: 'Error budget',
              description:
                'What is left of it when the last three days are taken for the month. Below 0: more orders fail than was promised.',
              unit: 'percentunit',
            },
            query('1 - slo:errors:ratio_rate3d / on (slo) slo:error_budget:ratio', '{{slo}}'),
          ),
        ],
      },
      {
        title: 'Orders',
        panels: [
          stacked(
            { title: 'Orders ended', description: 'A second, by outcome.', unit: 'ops' },
            query(`sum by (outcome) (${rate('saga_duration_seconds_count')})`, '{{outcome}}'),
          ),
          lines(
            { title: 'Time to the end', description: 'A dot is an order: it leads to its trace.', unit: 's' },
            quantile(0.5, 'saga_duration_seconds', [], 'p50'),
            quantile(0.99, 'saga_duration_seconds', [], 'p99'),
          ),
          lines(
            { title: 'Requests', description: 'A second, by service. Probes count.', unit: 'reqps' },
            query(`sum by (service) (${rate(requests)})`, '{{service}}'),
          ),
          lines(
            {
              title: 'Failed requests',
              description: 'Share of 5xx among all answers. 503: the database is away.',
              unit: 'percentunit',
            },
            query(
              `sum by (service) (${rate(`${requests}{status="5xx"}`)}) / sum by (service) (${rate(requests)})`,
              '{{service}}',
            ),
          ),
        ],
      },
      {
        title: 'Messages',
        panels: [
          lines(
            {
              title: 'Lag',
              description: 'Messages that each group has still to read. It should come back to 0.',
              unit: 'short',
            },
            query('sum by (group) (group_topic:consumer_lag:sum)', '{{group}}'),
          ),
          lines(
            { title: 'Messages consumed', description: 'A second, by service.', unit: 'ops' },
            query(`sum by (service) (${rate('messages_consumed_total')})`, '{{service}}'),
          ),
        ],
      },
      {
        title: 'Processes',
        panels: [
          lines(
            { title: 'Processor', description: 'Cores that each service uses.', unit: 'short' },
            query(`sum by (service) (${rate('process_cpu_seconds_total{job="orderflow"}')})`, '{{service}}'),
          ),
          lines(
            { title: 'Memory', description: 'Resident, by service.', unit: 'bytes' },
            query('sum by (service) (process_resident_memory_bytes{job="orderflow"})', '{{service}}'),
          ),
        ],
      },
    ],
  }
}

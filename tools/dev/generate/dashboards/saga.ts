import type { Dashboard, Row } from './dashboard.ts'
import { heatmap, lines, quantile, query, rate, stacked } from './panel.ts'

/** How orders go through the saga, where they wait, and whether what was promised holds. */
export const saga: Dashboard = {
  uid: 'orderflow-saga',
  title: 'Saga',
  description: 'How orders go, where they wait, and whether what was promised holds.',
  rows: [
    {
      title: 'Outcomes',
      panels: [
        stacked(
          { title: 'Orders ended', description: 'A second, by outcome.', unit: 'ops' },
          query(`sum by (outcome) (${rate('saga_duration_seconds_count')})`, '{{outcome}}'),
        ),
        lines(
          {
            title: 'Share of each outcome',
            description: 'A jump of REJECTED or CANCELLED has a cause: a product sold out, a gateway.',
            unit: 'percentunit',
          },
          query(
            `sum by (outcome) (${rate('saga_duration_seconds_count')}) / ignoring (outcome) group_left sum(${rate('saga_duration_seconds_count')})`,
            '{{outcome}}',
          ),
        ),
      ],
    },
    {
      title: 'Duration',
      panels: [
        lines(
          {
            title: 'Duration',
            description: 'From acceptance to the end. A dot is an order: it leads to its trace.',
            unit: 's',
          },
          quantile(0.5, 'saga_duration_seconds', [], 'p50'),
          quantile(0.95, 'saga_duration_seconds', [], 'p95'),
          quantile(0.99, 'saga_duration_seconds', [], 'p99'),
        ),
        lines(
          { title: 'Duration by outcome', description: 'The 99th percentile.', unit: 's' },
          quantile(0.99, 'saga_duration_seconds', ['outcome'], '{{outcome}}'),
        ),
        heatmap(
          {
            title: 'How durations spread',
            description: 'Two bands: some orders wait for something.',
            unit: 's',
          },
          `sum by (le) (increase(saga_duration_seconds_bucket[$__rate_interval]))`,
        ),
        lines(
          {
            title: 'Events of the saga',
            description: 'A second, by topic: an order passes from the first to the last.',
            unit: 'ops',
          },
          query(`max by (topic) (sum by (service, topic) (${rate('messages_consumed_total')}))`, '{{topic}}'),
        ),
      ],
    },
    {
      title: 'What must not be',
      panels: [
        lines(
          {
            title: 'Stuck orders',
            description:
              'Past their deadline and not ended, or held back by a dead letter; by who says so. Always 0.',
            unit: 'short',
          },
          query('max by (service) (stuck_orders)', '{{service}}'),
        ),
        lines(
          {
            title: 'Violated invariants',
            description: 'As far as reporting can see from the events. Always 0.',
            unit: 'short',
          },
          query('max by (invariant) (invariant_violations)', '{{invariant}}'),
        ),
        lines(
          {
            title: 'Objectives: share that fails, over 1 h',
            description: 'The alerts compare it with 14.4 times the budget.',
            unit: 'percentunit',
          },
          query('slo:errors:ratio_rate1h', '{{slo}}'),
        ),
        lines(
          {
            title: 'Dead-lettered',
            description: 'Messages set aside a second, by reason: steps that did not happen.',
            unit: 'ops',
          },
          query(`sum by (reason) (${rate('dead_letters_total')})`, '{{reason}}'),
        ),
      ],
    },
    gatewayRow(),
  ],
}

/** The payment gateway, for the saga's and the payment service's dashboard. */
export function gatewayRow(): Row {
  return {
    title: 'Payment gateway',
    panels: [
      lines(
        { title: 'Calls', description: 'A second, by operation and what became of them.', unit: 'ops' },
        query(`sum by (operation, result) (${rate('gateway_calls_total')})`, '{{operation}} {{result}}'),
      ),
      lines(
        { title: 'Duration of a call', description: 'A call that times out counts.', unit: 's' },
        quantile(0.5, 'gateway_call_duration_seconds', ['operation'], '{{operation}} p50'),
        quantile(0.99, 'gateway_call_duration_seconds', ['operation'], '{{operation}} p99'),
      ),
      lines(
        {
          title: 'Breaker',
          description: '0 closed, 1 half-open, 2 open: while it is open, payments wait.',
          unit: 'short',
        },
        query('max(gateway_breaker_state)', 'state'),
        query('sum(gateway_in_flight)', 'calls under way'),
        query(`sum(${rate('gateway_retries_total')})`, 'retries a second'),
      ),
      lines(
        { title: 'Requests waiting', description: 'Not answered by the gateway yet.', unit: 'short' },
        query('max(gateway_requests_waiting)', 'requests'),
        query('max(gateway_requests_oldest_seconds)', 'age of the oldest, s'),
      ),
    ],
  }
}

import { observeIn } from '@orderflow/messaging/exemplars'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { openMetrics, wantsOpenMetrics } from './open-metrics.ts'

const sampled = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
const unsampled = { traceparent: sampled.traceparent.replace(/01$/, '00') }

test('every kind of metric, by the names that the text format has', async () => {
  const registry = new Registry()
  const registers = [registry]
  new Counter({ name: 'sent_total', help: 'Sent', registers }).inc(3)
  new Counter({ name: 'odd_events', help: 'Odd\nones', labelNames: ['reason'], registers }).inc({
    reason: 'a "quoted" \\ one',
  })
  new Gauge({ name: 'age_seconds', help: 'Age', registers }).set(Number.POSITIVE_INFINITY)
  new Histogram({ name: 'took_seconds', help: 'Took', buckets: [0.1, 1], registers }).observe(0.5)
  const expected = `# TYPE sent counter
# HELP sent Sent
sent_total 3
# TYPE odd_events unknown
# HELP odd_events Odd\\nones
odd_events{reason="a \\"quoted\\" \\\\ one"} 1
# TYPE age_seconds gauge
# HELP age_seconds Age
age_seconds +Inf
# TYPE took_seconds histogram
# HELP took_seconds Took
took_seconds_bucket{le="0.1"} 0
took_seconds_bucket{le="1"} 1
took_seconds_bucket{le="+Inf"} 1
took_seconds_sum 0.5
took_seconds_count 1
# EOF
`
  expect(await openMetrics(registry)).toBe(expected)
  expect(await registry.metrics()).toContain('\nsent_total 3\n')
  expect(await openMetrics(registry)).toBe(expected)
})

test('a bucket has the newest observation in it whose trace is recorded', async () => {
  const registry = new Registry()
  const histogram = new Histogram({
    name: 'took_seconds',
    help: 'Took',
    labelNames: ['status'],
    buckets: [0.1, 1],
    registers: [registry],
  })
  const other = { traceparent: sampled.traceparent.replace('0af7', 'ffff') }
  observeIn(histogram, { status: '2xx' }, 0.5, sampled)
  observeIn(histogram, { status: '2xx' }, 0.6, other)
  observeIn(histogram, { status: '2xx' }, 0.7, unsampled)
  observeIn(histogram, { status: '5xx' }, 7, sampled)
  observeIn(histogram, { status: '5xx' }, 0.7, undefined)
  const lines = (await openMetrics(registry)).split('\n').filter(line => line.includes('trace_id'))
  expect(lines).toEqual([
    expect.stringMatching(
      /^took_seconds_bucket\{le="1",status="2xx"\} 3 # \{trace_id="ffff[0-9a-f]{28}"\} 0.6 \d{10}\.\d{3}$/,
    ),
    expect.stringMatching(
      /^took_seconds_bucket\{le="\+Inf",status="5xx"\} 2 # \{trace_id="0af7[0-9a-f]{28}"\} 7 /,
    ),
  ])
})

test.each([
  [undefined, false],
  ['*/*', false],
  ['text/plain;version=0.0.4', false],
  ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2', true],
])('Accept: %s', (accept, wanted) => {
  expect(wantsOpenMetrics(accept)).toBe(wanted)
})

import { computed } from '@preact/signals'
import { html } from 'htm/preact'
import { serviceNames } from '../generated/topology.ts'
import { count, duration, rate } from '../lib/format.ts'
import { range } from '../model/range.ts'
import { Chart, type Series } from './chart.ts'
import { lagOf, lines, showTime, times } from './shown.ts'

// Made when their values change, not when the cursor moves.
const throughput = computed<readonly Series[]>(() => [
  { name: 'placed', colour: '--order', values: lines.value.placed },
  { name: 'ended', colour: '--ink-3', values: lines.value.ended },
])
const latency = computed<readonly Series[]>(() => [
  { name: 'p99', colour: '--payment', values: lines.value.p99 },
  { name: 'p50', colour: '--shipping', values: lines.value.p50 },
])
const outcomes = computed<readonly Series[]>(() =>
  (['completed', 'rejected', 'cancelled'] as const).map(name => {
    return { name, colour: `--${name}`, values: lines.value[name] }
  }),
)
const open = computed<readonly Series[]>(() => [{ name: 'open', colour: '--open', values: lines.value.open }])
const lag = computed<readonly Series[]>(() =>
  serviceNames.map(name => ({ name, colour: `--${name}`, values: lagOf(name) })),
)

/** How the last minutes were, or the range that is shown. */
export function Charts() {
  const shared = { times: times.value, onPoint: range.value === 'live' ? undefined : showTime }
  return html`
    <div class="charts">
      <${Chart} ...${shared} id="chart-throughput" title="Orders a second" format=${rate} atLeast=${10}
        series=${throughput.value} />
      <${Chart} ...${shared} id="chart-latency" title="From placed to its end" format=${duration} atLeast=${100}
        series=${latency.value} />
      <${Chart} ...${shared} id="chart-outcomes" title="Outcomes a second" format=${rate} atLeast=${10}
        series=${outcomes.value} />
      <${Chart} ...${shared} id="chart-lag" title="Consumer lag, messages" format=${count} atLeast=${10}
        series=${lag.value} />
      <${Chart} ...${shared} id="chart-open" title="Open orders" format=${count} atLeast=${10} isWide=${true}
        series=${open.value} />
    </div>
  `
}

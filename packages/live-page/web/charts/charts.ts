import { html } from 'htm/preact'
import { serviceNames } from '../generated/topology.ts'
import { count, duration, rate } from '../lib/format.ts'
import type { Sample } from '../model/samples.ts'
import { samples } from '../model/store.ts'
import { Chart } from './chart.ts'

/** A mean over about two seconds, so that the lines can be read. */
function smooth(all: readonly Sample[], of: (sample: Sample) => number): number[] {
  const window = 4
  let sum = 0
  return all.map((sample, n) => {
    sum += of(sample) - (n >= window ? of(all[n - window] as Sample) : 0)
    return Math.max(0, sum / Math.min(n + 1, window))
  })
}

/** How the last five minutes were. */
export function Charts() {
  const all = samples.value
  const outcome = (name: 'completed' | 'rejected' | 'cancelled') => {
    return { name, colour: `--${name}`, values: smooth(all, sample => sample[name]) }
  }
  return html`
    <div class="charts">
      <${Chart} id="chart-throughput" title="Orders a second" format=${rate} atLeast=${10}
        series=${[
          { name: 'placed', colour: '--order', values: smooth(all, ({ created }) => created) },
          {
            name: 'ended',
            colour: '--ink-3',
            values: smooth(all, ({ completed, rejected, cancelled }) => completed + rejected + cancelled),
          },
        ]} />
      <${Chart} id="chart-latency" title="From placed to its end" format=${duration} atLeast=${100}
        series=${[
          { name: 'p99', colour: '--payment', values: all.map(({ p99 }) => p99) },
          { name: 'p50', colour: '--shipping', values: all.map(({ p50 }) => p50) },
        ]} />
      <${Chart} id="chart-outcomes" title="Outcomes a second" format=${rate} atLeast=${10}
        series=${[outcome('completed'), outcome('rejected'), outcome('cancelled')]} />
      <${Chart} id="chart-lag" title="Consumer lag, messages" format=${count} atLeast=${10}
        series=${serviceNames.map(name => {
          return { name, colour: `--${name}`, values: all.map(({ lag }) => lag?.[name]) }
        })} />
    </div>
  `
}

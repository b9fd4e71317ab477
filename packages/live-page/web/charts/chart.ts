import { html } from 'htm/preact'
import { maxSamples } from '../model/samples.ts'

export interface Series {
  readonly name: string
  /** A custom property: `--completed`. */
  readonly colour: string
  /** Oldest first; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[]
}

interface ChartProps {
  readonly id: string
  readonly title: string
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** The top of the scale is never below this. */
  readonly atLeast: number
}

const width = 300
const height = 84

/** Lines of the last minutes on one scale from 0, and what they stand at now. */
export function Chart({ id, title, series, format, atLeast }: ChartProps) {
  const top = niceTop(Math.max(atLeast, ...series.flatMap(({ values }) => values.map(value => value ?? 0))))
  const now = series.map(({ name, values }) => `${name} ${format(values.at(-1) ?? 0)}`).join(', ')
  return html`
    <section class="panel chart" aria-labelledby=${id}>
      <h2 id=${id}>${title}</h2>
      <ul class="chart-legend">
        ${series.map(
          ({ name, colour, values }) => html`
            <li style=${{ '--series': `var(${colour})` }}>
              <span>${name}</span> <strong>${format(values.at(-1) ?? 0)}</strong>
            </li>
          `,
        )}
      </ul>
      <div class="plot">
        <svg viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img"
          aria-label=${`${title}, the last minutes. Now: ${now}`}>
          <line class="grid" x1="0" x2=${width} y1="0.5" y2="0.5" />
          <line class="grid" x1="0" x2=${width} y1=${height / 2} y2=${height / 2} />
          <line class="axis" x1="0" x2=${width} y1=${height - 0.5} y2=${height - 0.5} />
          ${series.map(
            ({ colour, values }) =>
              html`<path d=${line(values, top)} style=${{ stroke: `var(${colour})` }} />`,
          )}
        </svg>
        <span class="scale-top">${format(top)}</span>
        <span class="scale-start">${ago(slotsOf(series[0]?.values.length ?? 0))}</span>
        <span class="scale-end">now</span>
      </div>
    </section>
  `
}

/** A chart shows a minute at least, and grows with what there is. */
const minSlots = 120
const slotsOf = (samples: number) => Math.min(maxSamples, Math.max(minSlots, samples))

/** About two samples a second. */
const ago = (slots: number) =>
  slots < 240 ? `${Math.round(slots / 2)} s ago` : `${Math.round(slots / 120)} min ago`

/** The line of a series, its newest value at the right edge; interrupted where nothing was measured. */
export function line(values: readonly (number | undefined)[], top: number): string {
  const step = width / (slotsOf(values.length) - 1)
  let pen: 'M' | 'L' = 'M'
  let path = ''
  values.forEach((value, n) => {
    if (value === undefined) {
      pen = 'M'
      return
    }
    const x = width - (values.length - 1 - n) * step
    path += `${pen}${x.toFixed(1)} ${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`
    pen = 'L'
  })
  return path
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 2.5, 5, 10].find(times => times * power >= value) ?? 10)
}

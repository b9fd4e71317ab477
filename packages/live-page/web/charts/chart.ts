import { html } from 'htm/preact'
import { useMemo } from 'preact/hooks'

export interface Series {
  readonly name: string
  /** A custom property: `--completed`. */
  readonly colour: string
  /** One for each of the chart's times; null, undefined and NaN where nothing is known. */
  readonly values: readonly (number | null | undefined)[]
}

/** What all charts show: the times of their values, oldest first, and which part of the time. Milliseconds since 1970. */
export interface Times {
  readonly at: readonly number[]
  readonly from: number
  readonly to: number
  /** As people say it. */
  readonly words: {
    readonly span: string
    readonly from: string
    readonly to: string
    readonly shown: string
  }
  /** Whose values the legend has; the newest if undefined. */
  readonly cursor: number | undefined
}

interface ChartProps {
  readonly id: string
  readonly title: string
  readonly series: readonly Series[]
  readonly times: Times
  readonly format: (value: number) => string
  /** The top of the scale is never below this. */
  readonly atLeast: number
  /** Told where the chart is pressed, as a time; undefined if it does not matter. */
  readonly onPoint: ((time: number) => void) | undefined
  readonly isWide?: boolean
}

const width = 300
const height = 84

/** Lines on one scale from 0, and what they stand at, now or at the cursor. */
export function Chart({ id, title, series, times, format, atLeast, onPoint, isWide }: ChartProps) {
  const top = useMemo(() => topOf(series, atLeast), [series, atLeast])
  const value = ({ values }: Series) => {
    const shown = times.cursor === undefined ? values.at(-1) : values[times.cursor]
    return isKnown(shown) ? format(shown) : '–'
  }
  const { words } = times
  const label = `${title}, ${words.span}. ${words.shown}: ${series.map(each => `${each.name} ${value(each)}`).join(', ')}`
  return html`
    <section class=${`panel chart ${isWide ? 'is-wide' : ''}`} aria-labelledby=${id}>
      <h2 id=${id}>${title}</h2>
      <ul class="chart-legend">
        ${series.map(
          each => html`
            <li style=${{ '--series': `var(${each.colour})` }}><span>${each.name}</span> <strong>${value(each)}</strong></li>
          `,
        )}
      </ul>
      <div class=${`plot ${onPoint === undefined ? '' : 'takes-points'}`} ...${onPoint && pointing(times, onPoint)}>
        <svg viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label=${label}>
          <line class="grid" x1="0" x2=${width} y1="0.5" y2="0.5" />
          <line class="grid" x1="0" x2=${width} y1=${height / 2} y2=${height / 2} />
          <line class="axis" x1="0" x2=${width} y1=${height - 0.5} y2=${height - 0.5} />
          ${series.map(
            each =>
              html`<${Line} key=${each.name} series=${each} at=${times.at} from=${times.from} to=${times.to} top=${top} />`,
          )}
          <${Cursor} times=${times} />
        </svg>
        <span class="scale-top">${format(top)}</span>
        <span class="scale-start">${words.from}</span>
        <span class="scale-end">${words.to}</span>
      </div>
    </section>
  `
}

interface LineProps {
  readonly series: Series
  readonly at: readonly number[]
  readonly from: number
  readonly to: number
  readonly top: number
}

/** Drawn anew when its values change, not when the cursor moves. */
function Line({ series, at, from, to, top }: LineProps) {
  const path = useMemo(() => line(series.values, { at, from, to }, top), [series.values, at, from, to, top])
  return html`<path d=${path} style=${{ stroke: `var(${series.colour})` }} />`
}

function Cursor({ times: { at, from, to, cursor } }: { readonly times: Times }) {
  const time = cursor === undefined ? undefined : at[cursor]
  if (time === undefined) return null
  const x = (((time - from) / (to - from)) * width).toFixed(1)
  return html`<line class="cursor" x1=${x} x2=${x} y1="0" y2=${height} />`
}

/** Where a mouse or a finger presses, and where it is drawn to. */
function pointing({ from, to }: Times, onPoint: (time: number) => void) {
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width: wide } = (currentTarget as HTMLElement).getBoundingClientRect()
    const share = Math.min(1, Math.max(0, (clientX - left) / wide))
    onPoint(from + share * (to - from))
  }
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return
      const plot = event.currentTarget as HTMLElement
      plot.setPointerCapture(event.pointerId)
      point(event)
    },
    onPointerMove: (event: PointerEvent) => {
      if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) point(event)
    },
  }
}

const isKnown = (value: number | null | undefined): value is number =>
  typeof value === 'number' && !Number.isNaN(value)

const topOf = (series: readonly Series[], atLeast: number) =>
  niceTop(
    series.reduce(
      (most, { values }) => values.reduce<number>((top, each) => Math.max(top, each || 0), most),
      atLeast,
    ),
  )

/** The line of a series; interrupted where nothing is known, and a dot where only one value is. */
export function line(
  values: Series['values'],
  { at, from, to }: Pick<Times, 'at' | 'from' | 'to'>,
  top: number,
): string {
  let points = 0
  let path = ''
  values.forEach((value, n) => {
    const time = at[n] as number
    if (!isKnown(value) || time < from || time > to) {
      if (points === 1) path += 'h0'
      points = 0
      return
    }
    const x = ((time - from) / (to - from)) * width
    path += `${points === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`
    points++
  })
  return points === 1 ? `${path}h0` : path
}

/** The next of 1, 2, 2.5, 5 and 10 times a power of ten. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 2.5, 5, 10].find(times => times * power >= value) ?? 10)
}

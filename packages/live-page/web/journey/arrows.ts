import { html } from 'htm/preact'
import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import { serviceNames } from '../generated/topology.ts'
import { colourOf } from '../model/events.ts'
import type { Step } from '../model/journey.ts'

/** The middle of each step's row, from the top of the list; measured, since a row that is opened grows. */
export function useRowCentres(list: RefObject<HTMLOListElement | null>, rows: number): readonly number[] {
  const [centres, setCentres] = useState<readonly number[]>([])
  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    const measure = () => {
      const heads = [...element.querySelectorAll<HTMLElement>('.step-head')]
      setCentres(heads.map(head => head.offsetTop + head.offsetHeight / 2))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [rows])
  return centres
}

export interface ArrowsProps {
  readonly steps: readonly Step[]
  readonly centres: readonly number[]
  /** Pixels from one service's line to the next. */
  readonly lane: number
}

/** The services as lines from top to bottom, each event on its publisher's, and arrows from cause to effect. */
export function Arrows({ steps, centres, lane }: ArrowsProps) {
  if (centres.length !== steps.length || steps.length === 0) return null
  const x = (service: string) => (lanes.indexOf(service) + 0.5) * lane
  const height = (centres.at(-1) as number) + 20
  return html`
    <svg class="arrows" width=${lane * lanes.length} height=${height} aria-hidden="true">
      <defs>
        <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
          <path d="M0 0.5 7 4 0 7.5z" fill="context-stroke" />
        </marker>
      </defs>
      ${lanes.map(
        name => html`<line class="lifeline" x1=${x(name)} x2=${x(name)} y1="0" y2=${height}
          style=${{ stroke: `var(--${name})` }} />`,
      )}
      ${steps.map((step, n) => {
        if (step.cause === undefined) return null
        const cause = steps[step.cause] as Step
        const from = [x(cause.producer), centres[step.cause] as number] as const
        return html`<path key=${step.event.id} class=${`arrow is-${step.meaning}`}
          d=${arrow(from, [x(step.producer), centres[n] as number])}
          style=${{ stroke: `var(${colourOf(step.event.type, step.producer)})` }} marker-end="url(#head)" />`
      })}
      ${steps.map(
        (step, n) => html`<circle key=${step.event.id} class=${`knot is-${step.meaning}`}
          cx=${x(step.producer)} cy=${centres[n]} r="5"
          style=${{ '--knot': `var(${colourOf(step.event.type, step.producer)})` }} />`,
      )}
    </svg>
  `
}

/** Reporting publishes nothing: it has no line. */
export const lanes = serviceNames.filter(name => name !== 'reporting')

type Point = readonly [x: number, y: number]
const gap = 8

/** Down from the cause, then across to the effect; between two events of one service, a bow beside its line. */
function arrow([x1, y1]: Point, [x2, y2]: Point): string {
  if (x1 === x2) {
    const bow = x1 - 14
    return `M${x1 - 4} ${y1 + 4}C${bow} ${y1 + 12} ${bow} ${y2 - 12} ${x2 - 5} ${y2 - 4}`
  }
  const side = x2 > x1 ? 1 : -1
  const end = x2 - side * gap
  return `M${x1} ${y1 + 6}C${x1} ${y2} ${x1} ${y2} ${x1 + side * 12} ${y2}L${end} ${y2}`
}

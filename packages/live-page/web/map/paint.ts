import { colourOf } from '../model/events.ts'
import type { Layout } from './layout.ts'
import type { Particles } from './particles.ts'

/** Colours as the canvas wants them; custom properties resolve by the theme. */
export type Palette = (property: string) => string

/** A palette of the element's theme, which remembers what it has looked up. */
export function paletteOf(element: HTMLElement): Palette {
  const known = new Map<string, string>()
  const probe = document.createElement('i')
  probe.hidden = true
  return property => {
    const found = known.get(property)
    if (found !== undefined) return found
    probe.style.color = `var(${property})`
    element.append(probe)
    const colour = getComputedStyle(probe).color
    probe.remove()
    known.set(property, colour)
    return colour
  }
}

const fullTurn = 2 * Math.PI
const tail = 13
const radius = 2.7

export interface Scene {
  readonly layout: Layout
  readonly services: readonly string[]
  readonly particles: Particles
  readonly palette: Palette
}

/** Draws the dots, the arrivals and what waits, on a canvas whose unit is a CSS pixel. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout } = scene
  context.clearRect(0, 0, layout.width, layout.height)
  paintArrivals(context, scene)
  paintDots(context, scene)
}

function paintArrivals(context: CanvasRenderingContext2D, { layout, services, particles, palette }: Scene) {
  const most = Math.min(8, Math.floor((columnWidth(layout) - 12) / 5))
  for (const [row, { y, consumers, producer }] of layout.rows.entries()) {
    for (const consumer of consumers) {
      const column = services.indexOf(consumer)
      const x = layout.columns[column] as number
      const glow = particles.glow(row, column)
      if (glow > 0) {
        context.globalAlpha = glow * 0.85
        context.fillStyle = palette(`--${consumer}`)
        context.beginPath()
        context.arc(x, y, 4 + 2 * glow, 0, fullTurn)
        context.fill()
      }
      paintWaiting(context, Math.min(particles.waiting(row, column), most), {
        x,
        y,
        side: column < services.indexOf(producer) ? 1 : -1,
        colour: palette('--cancelled'),
      })
    }
  }
  context.globalAlpha = 1
}

const columnWidth = ({ columns }: Layout) => (columns[1] as number) - (columns[0] as number)

/** A queue of dots before the door of a service that is down, as far as the next column. */
function paintWaiting(
  context: CanvasRenderingContext2D,
  shown: number,
  { x, y, side, colour }: { x: number; y: number; side: 1 | -1; colour: string },
) {
  if (shown <= 0) return
  context.globalAlpha = 0.95
  context.fillStyle = colour
  for (let n = 0; n < shown; n++) {
    context.beginPath()
    context.arc(x + side * (10 + n * 5), y, 2, 0, fullTurn)
    context.fill()
  }
}

function paintDots(context: CanvasRenderingContext2D, { layout, particles, palette }: Scene) {
  const { columns, rows } = layout
  const width = columnWidth(layout)
  const colours = rows.map(({ event, producer }) => palette(colourOf(event, producer)))
  context.lineWidth = 2
  context.lineCap = 'round'
  particles.each(({ row, x: column, start, direction, lane }) => {
    const x = (columns[0] as number) + column * width
    const behind = Math.min(tail, Math.abs(column - start) * width)
    const y = (rows[row]?.y as number) + lane * 3
    const colour = colours[row] as string
    context.globalAlpha = 0.3
    context.strokeStyle = colour
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(x - direction * behind, y)
    context.stroke()
    context.globalAlpha = 1
    context.fillStyle = colour
    context.beginPath()
    context.arc(x, y, radius, 0, fullTurn)
    context.fill()
  })
}

import { topology } from '../generated/topology.ts'
import { factsOf, inTheirOrder, type Meaning } from '../model/events.ts'

export interface Row {
  readonly event: string
  readonly topic: string
  readonly producer: string
  readonly consumers: readonly string[]
  /** The middle of its rail, in pixels from the top. */
  readonly y: number
}

export interface Caption {
  readonly text: string
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** The middle of each service's column. */
  readonly columns: readonly number[]
  readonly left: number
  readonly right: number
  readonly rows: readonly Row[]
  readonly captions: readonly Caption[]
  /** The services are a list above, since no column has room for one; names are broken rather than crossed by a column. */
  readonly narrow: boolean
}

/** What goes well, what is refused, what is undone. */
const groups: readonly { readonly text: string; readonly meanings: readonly Meaning[] }[] = [
  { text: 'Forward', meanings: ['forward', 'completed'] },
  { text: 'Refused', meanings: ['refusal', 'rejected'] },
  { text: 'Cancelled and undone', meanings: ['request', 'undo', 'cancelled'] },
  { text: 'Stock', meanings: ['stock'] },
]

const rowsOf = (meanings: readonly Meaning[]) =>
  inTheirOrder(topology).filter(({ event }) => meanings.includes(factsOf(event).meaning))

/** The events in the order of the map. */
export const mapRows = groups.flatMap(({ meanings }) => rowsOf(meanings))

/** Below this width, columns have no room for what is said of a service. */
const narrowBelow = 720

/** Where everything on the map is, for a width in pixels and so many services. */
export function layoutOf(width: number, services: number): Layout {
  const narrow = width < narrowBelow
  const [left, right] = narrow ? [Math.min(196, Math.max(126, Math.round(width * 0.37))), 42] : [196, 72]
  const [rowHeight, captionHeight] = narrow ? [29, 26] : [27, 26]
  const columnWidth = (width - left - right) / services
  const columns = Array.from({ length: services }, (_, n) => left + (n + 0.5) * columnWidth)
  const rows: Row[] = []
  const captions: Caption[] = []
  let y = 6
  for (const { text, meanings } of groups) {
    captions.push({ text, y: y + captionHeight - 9 })
    y += captionHeight
    for (const row of rowsOf(meanings)) {
      rows.push({ ...row, y: y + rowHeight / 2 })
      y += rowHeight
    }
  }
  return { width, height: y + 10, columns, left, right, rows, captions, narrow }
}

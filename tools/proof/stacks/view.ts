/** What a product's events add up to: the same in every stack, whatever it is written in. */
export interface ProductFigures {
  /** Pieces in orders that were placed. */
  readonly ordered: number
  /** Pieces that are reserved or sold: what was reserved less what was released. */
  readonly held: number
}

/** What a stack has made of the events. */
export interface View {
  readonly orders: number
  readonly products: Readonly<Record<string, ProductFigures>>
}

/** What a stack says of itself. */
export interface StackReport extends View {
  /** Events that have had their effect. */
  readonly events: number
  /** Deliveries of an event whose effect was there already. */
  readonly duplicates: number
  /** From an event's own time to its effect, first deliveries only. */
  readonly milliseconds: { readonly p50: number; readonly p99: number }
}

interface Line {
  readonly productId: string
  readonly quantity: number
}

/** What each kind of event does to the view; other kinds do nothing. */
const effects: Readonly<Record<string, { lines: 'items' | 'lines'; ordered: number; held: number }>> = {
  OrderCreated: { lines: 'items', ordered: 1, held: 0 },
  StockReserved: { lines: 'lines', ordered: 0, held: 1 },
  StockReleased: { lines: 'lines', ordered: 0, held: -1 },
}

/** The kinds of events that a view is made of. */
export const eventTypes = Object.keys(effects)

/** An event as a consumer on any broker gets it. */
export interface Received {
  readonly id: string
  readonly type: string
  /** RFC 3339 */
  readonly time: string
  readonly data: Readonly<Record<string, unknown>>
}

/** When an event came for the first time. */
export interface Arrival {
  /** The event's own time, in milliseconds since 1970. */
  readonly at: number
  /** From then until its effect. */
  readonly milliseconds: number
}

/** A view that takes each event once by its id, however often and in whatever order they come. */
export class EventView {
  readonly #seen = new Set<string>()
  readonly #products = new Map<string, { ordered: number; held: number }>()
  /** Of each event, the first. */
  readonly arrivals: Arrival[] = []
  #orders = 0
  #duplicates = 0

  apply({ id, type, time, data }: Received, now = Date.now()): void {
    const effect = effects[type]
    if (effect === undefined) return
    if (this.#seen.has(id)) {
      this.#duplicates++
      return
    }
    this.#seen.add(id)
    const at = Date.parse(time)
    this.arrivals.push({ at, milliseconds: now - at })
    if (type === 'OrderCreated') this.#orders++
    for (const { productId, quantity } of data[effect.lines] as readonly Line[]) {
      const figures = this.#products.get(productId) ?? { ordered: 0, held: 0 }
      figures.ordered += effect.ordered * quantity
      figures.held += effect.held * quantity
      this.#products.set(productId, figures)
    }
  }

  report(): Omit<StackReport, 'milliseconds'> {
    return {
      orders: this.#orders,
      products: Object.fromEntries(this.#products),
      events: this.#seen.size,
      duplicates: this.#duplicates,
    }
  }
}

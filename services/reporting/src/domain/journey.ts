/** What the order of a journey is made of. */
export interface Step {
  readonly id: string
  readonly time: string
  readonly causationId?: string
}

/**
 * Events with each cause before its effects, else by time: clocks of services differ, so an effect may be dated
 * before its cause. Ids, which begin with their time, settle what is left.
 */
export function inCausalOrder<Event extends Step>(events: readonly Event[]): Event[] {
  const byTime = events.toSorted((a, b) => compare(a.time, b.time) || compare(a.id, b.id))
  const byId = new Map(byTime.map(event => [event.id, event]))
  const placed = new Set<Event>()
  const place = (event: Event, waiting: ReadonlySet<Event>): void => {
    if (placed.has(event) || waiting.has(event)) return
    const cause = event.causationId === undefined ? undefined : byId.get(event.causationId)
    if (cause !== undefined) place(cause, new Set([...waiting, event]))
    placed.add(event)
  }
  for (const event of byTime) place(event, new Set())
  return [...placed]
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))

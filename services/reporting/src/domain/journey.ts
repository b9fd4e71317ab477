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
  for (const event of byTime) {
    // Up to what has its place, has no cause here, or goes round in a circle. No recursion: a chain may be long.
    const chain = new Set<Event>()
    for (let at: Event | undefined = event; at !== undefined && !placed.has(at) && !chain.has(at); ) {
      chain.add(at)
      at = at.causationId === undefined ? undefined : byId.get(at.causationId)
    }
    for (const each of [...chain].reverse()) placed.add(each)
  }
  return [...placed]
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/** Where a partition is to be read from; offsets as the client has them, as long as it is one kind. */
export interface Wanted<Offset> {
  readonly topic: string
  readonly partition: number
  readonly from: Offset
}

/** What a fetch says of itself and of partitions. */
export interface Question<Of> {
  readonly id: number
  readonly epoch: number
  /** Partitions that the broker does not have in the session, or not at these positions. */
  readonly changed: readonly Of[]
  /** Those that are no longer wanted. */
  readonly forgotten: readonly Omit<Wanted<unknown>, 'from'>[]
}

export interface FetchSession<Offset> {
  /** What the next fetch has to say. One at a time: each is followed by `answered` or `lost`. */
  next<Of extends Wanted<Offset>>(wanted: readonly Of[]): Question<Of>
  /** @param id the session of the answer; 0 if the broker keeps none */
  answered(id: number): void
  /** The fetch failed, or its answer says that something did: the next one names all partitions. */
  lost(): void
}

const maxEpoch = 0x7fffffff

/**
 * A consumer's fetch session with one broker (KIP-227). The broker remembers the partitions and their positions, so a fetch
 * names those that have changed, and its answer those that have something to say: on an idle topic neither is larger for a
 * hundred partitions than for one. A broker that keeps no session is told all each time.
 */
export function createFetchSession<Offset>(): FetchSession<Offset> {
  let id = 0
  let epoch = 0
  let known = new Map<string, Wanted<Offset>>()

  return {
    next(wanted) {
      const before = epoch === 0 ? new Map<string, Wanted<Offset>>() : known
      known = new Map(wanted.map(each => [`${each.topic}/${each.partition}`, each]))
      if (epoch === 0) return { id, epoch, changed: wanted, forgotten: [] }
      const changed = wanted.filter(each => before.get(`${each.topic}/${each.partition}`)?.from !== each.from)
      const forgotten = before.size === known.size && changed.length === 0 ? [] : without(before, known)
      return { id, epoch, changed, forgotten }
    },
    answered(ofAnswer) {
      id = ofAnswer
      if (id === 0) epoch = 0
      else epoch = epoch === maxEpoch ? 1 : epoch + 1
    },
    // With the id of the old session, which so ends.
    lost() {
      epoch = 0
    },
  }
}

const without = <Of>(all: ReadonlyMap<string, Of>, some: ReadonlyMap<string, unknown>): Of[] =>
  [...all].flatMap(([key, each]) => (some.has(key) ? [] : [each]))

/** What the brokers say of a partition; offsets count from 0. */
export interface PartitionEnds {
  readonly topic: string
  readonly partition: number
  /** The group's committed offset; −1 if there is none. */
  readonly committed: number
  /** The first offset that is still there. */
  readonly low: number
  /** The offset that the next record will have. */
  readonly high: number
}

/** A batch that a fetch has brought. */
export interface FetchedBatch {
  readonly topic: string
  readonly partition: number
  /** 0 if all its records were markers of transactions, or of aborted ones. */
  readonly batchSize: number
  readonly lastOffset: string
  /** How many records the partition has beyond this batch. */
  readonly offsetLag: string
}

export interface ProgressLimits {
  /** Milliseconds without progress, with records waiting, after which a partition has stalled. */
  readonly stalledMs: number
  /** Milliseconds beyond which a batch in hand is waiting for something, such as the database. */
  readonly patienceMs: number
  /** Partitions with a whole portion each that fill a fetch; others then have to wait their turn. */
  readonly portionsPerFetch: number
}

export interface Progress {
  /** A new assignment: what was seen of the last one says nothing any more. */
  assigned(assignment: Readonly<Record<string, readonly number[]>>): void
  /** The topics of which partitions are assigned. */
  topics(): string[]
  fetched(batch: FetchedBatch): void
  /** A batch is in hand, until the returned function is called. */
  working(now: number): (now: number) => void
  /** Takes what the brokers say; returns the partition that has stalled, in words, if there is one. */
  judge(ends: readonly PartitionEnds[], now: number): string | undefined
}

/**
 * Tells a stalled partition from one that has reason to stand still. It has stalled when, from one look to the
 * next and for `stalledMs`, it had records beyond its position, its position stayed, and no fetch brought any
 * of them. No verdict is possible, and counting begins anew, while a batch waits: a consumer does not fetch again
 * from a broker before all that it brought is done. The same where so many partitions are far behind that a
 * fetch is full before their turn comes.
 */
export function createProgress(limits: ProgressLimits): Progress {
  const { stalledMs, patienceMs, portionsPerFetch } = limits
  let partitions = new Map<string, { since?: number; position?: number; read: number }>()
  let topicNames: string[] = []
  const fetchedSince = new Set<string>()
  const behind = new Set<string>()
  const inHand = new Set<{ since: number }>()
  let waited = false

  function isStalled(key: string, { committed, low, high }: PartitionEnds, now: number): boolean {
    const partition = partitions.get(key)
    if (partition === undefined) return false
    const position = Math.max(committed, low, partition.read)
    if (high <= position || fetchedSince.has(key)) {
      delete partition.since
    } else if (partition.since === undefined || partition.position !== position) {
      partition.since = now
    }
    partition.position = position
    return partition.since !== undefined && now - partition.since >= stalledMs
  }

  return {
    assigned(assignment) {
      topicNames = Object.keys(assignment)
      partitions = new Map(
        Object.entries(assignment).flatMap(([topic, ids]) => ids.map(id => [`${topic}/${id}`, { read: 0 }])),
      )
    },
    topics: () => topicNames,
    fetched({ topic, partition, batchSize, lastOffset, offsetLag }) {
      const key = `${topic}/${partition}`
      fetchedSince.add(key)
      if (offsetLag !== '0') behind.add(key)
      // What holds nothing for a handler is passed over without a commit.
      const known = partitions.get(key)
      if (batchSize === 0 && known !== undefined) known.read = Number(lastOffset) + 1
    },
    working(now) {
      const batch = { since: now }
      inHand.add(batch)
      return end => {
        inHand.delete(batch)
        if (end - batch.since > patienceMs) waited = true
      }
    },
    judge(ends, now) {
      for (const { since } of inHand) waited ||= now - since > patienceMs
      const excused = waited || behind.size >= portionsPerFetch
      if (excused) for (const partition of partitions.values()) delete partition.since
      const stalled = excused
        ? undefined
        : ends.find(end => isStalled(`${end.topic}/${end.partition}`, end, now))
      fetchedSince.clear()
      behind.clear()
      waited = false
      if (stalled === undefined) return undefined
      const { topic, partition, committed, high } = stalled
      return `${topic}/${partition} stands still at ${committed} of ${high} for ${stalledMs / 1_000} s`
    },
  }
}

import type { Refusal } from '../kafka/refusal.ts'

/** A topic whose rows wait in the outbox while those of others flow. */
export interface TopicBlock {
  readonly topic: string
  readonly code: string
  readonly reason: string
  readonly tries: number
  /** When it is tried again, by the clock of `now`; infinite if only a release does that. */
  readonly until: number
}

export interface TopicBlocks {
  /** The topic is refused once more; it is tried again after a while, longer each time. */
  refused(topic: string, refusal: Pick<Refusal, 'name' | 'answer'>, reason: string): void
  /** The topics of these rows are no longer blocked, but for those that were refused beside. */
  accepted(rows: readonly { readonly topic: string }[], refused: ReadonlySet<string>): void
  /** Tries these again at once. */
  release(topics: readonly string[]): void
  /** What is blocked at this moment. */
  now(): readonly string[]
  /** Whether it was refused and not taken since: to be sent apart from others. */
  isDoubtful(topic: string): boolean
  /** All that were refused and not taken since, blocked at this moment or not. */
  all(): readonly TopicBlock[]
}

const firstMs = 50
/** A broker is asked again soon; for what someone has to change, not so often. */
const longestMs = { retry: 5_000, wait: 60_000, final: Number.POSITIVE_INFINITY }

/**
 * Which topics are blocked, and until when.
 * @param now milliseconds of a clock that nobody sets
 */
export function createTopicBlocks(now: () => number = () => performance.now()): TopicBlocks {
  const blocks = new Map<string, TopicBlock>()
  return {
    refused(topic, { name: code, answer }, reason) {
      const tries = (blocks.get(topic)?.tries ?? 0) + 1
      const pause = answer === 'final' ? longestMs.final : firstMs * 2 ** Math.min(tries - 1, 16)
      blocks.set(topic, { topic, code, reason, tries, until: now() + Math.min(longestMs[answer], pause) })
    },
    accepted(rows, refused) {
      if (blocks.size === 0) return
      for (const { topic } of rows) if (!refused.has(topic)) blocks.delete(topic)
    },
    release(topics) {
      for (const topic of topics) {
        const block = blocks.get(topic)
        if (block !== undefined) blocks.set(topic, { ...block, until: now() })
      }
    },
    now() {
      if (blocks.size === 0) return []
      const at = now()
      return [...blocks.values()].filter(({ until }) => until > at).map(({ topic }) => topic)
    },
    isDoubtful: topic => blocks.has(topic),
    all: () => [...blocks.values()],
  }
}

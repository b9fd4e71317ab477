import type { Logger } from 'pino'
import type { OutboxRow } from '../outbox/outbox.ts'
import { type DueKey, freeKeys, look, noteBlockedTopics, readDue } from '../outbox/quarantine.ts'
import type { Share } from '../outbox/shards.ts'
import type { TopicBlocks } from '../outbox/topic-blocks.ts'
import { deleteRows } from '../outbox/unsent.ts'
import type { Tx } from '../types/statement.ts'
import type { Publisher } from './publisher.ts'

export interface Watch {
  /** Whether any key is blocked. */
  anyKey: boolean
  /** The database's time, in milliseconds since 1970. */
  readonly clock: () => number
  /** Looks now and then at what is blocked; says whether keys are to be tried again. */
  isDue(blocks: TopicBlocks): Promise<boolean>
  /** The relay owns shards that it did not own before: what is blocked there is looked for at once. */
  lookAnew(): void
  /** Tries blocked keys again whose time has come, each with its oldest row. Returns how many rows were sent. */
  tryAgain(publisher: Publisher, share: Share): Promise<number>
}

const lookAgainMs = { idle: 5_000, blocked: 1_000 }
/** Blocked keys that are tried at once: a few that will be refused again cost others little. More while all are taken. */
const minAtOnce = 10
const maxAtOnce = 1_000
/** The difference of two clocks that is worth a word, in milliseconds. */
const differs = 60_000

/**
 * What the relay does beside sending: it sees to what is blocked, and keeps the time of records. That is the
 * database's clock, not the process': replicas agree on it, and a service's clock that is wrong neither makes the broker
 * refuse its records as too far ahead nor lets retention delete them early as too old.
 */
export function createWatch(tx: Tx, logger: Logger): Watch {
  let lookedAt = Number.NEGATIVE_INFINITY
  let clock = { read: 0, at: 0 }
  let differed = false
  let noted: readonly string[] = []
  let atOnce = minAtOnce

  function setClock(now: number, asked: number) {
    const answered = performance.now()
    clock = { read: now, at: (asked + answered) / 2 }
    const ahead = Date.now() - now
    const is = Math.abs(ahead) > differs
    if (is && !differed) {
      logger.warn(
        { aheadSeconds: Math.round(ahead / 1000) },
        "this process' clock is not that of its database",
      )
    }
    differed = is
  }

  const watch: Watch = {
    anyKey: false,
    clock: () => clock.read + performance.now() - clock.at,

    async isDue(blocks) {
      const blocked = blocks.all()
      const asked = performance.now()
      const isBlocked = watch.anyKey || blocked.length > 0 || noted.length > 0
      if (asked - lookedAt < (isBlocked ? lookAgainMs.blocked : lookAgainMs.idle)) return false
      const all = lookedAt < 0
      if (blocked.length > 0 || noted.length > 0 || all)
        await noteBlockedTopics(tx, blocked, asked, { noted, all })
      noted = blocked.map(({ topic }) => topic)
      lookedAt = performance.now()
      const { now, anyKey, anyDue, dueTopics } = await look(tx)
      setClock(now, lookedAt)
      watch.anyKey = anyKey
      blocks.release(dueTopics)
      return anyDue
    },

    lookAnew() {
      lookedAt = Number.NEGATIVE_INFINITY
    },

    async tryAgain(publisher, share) {
      let sentInAll = 0
      for (;;) {
        const due = await readDue(tx, atOnce, publisher.blocks.now(), share)
        const rows = due.flatMap(({ row }) => row ?? [])
        const { sent } = await publisher.publish(rows)
        await deleteRows(tx, sent)
        const free = due.filter(key => key.row === undefined || sent.includes(key.row as OutboxRow))
        if (free.length > 0) await freeKeys(tx, free as readonly DueKey[])
        sentInAll += sent.length
        const isAll = free.length === due.length
        const isFull = due.length === atOnce
        atOnce = isAll ? Math.min(maxAtOnce, 2 * atOnce) : minAtOnce
        if (!isAll || !isFull) return sentInAll
      }
    },
  }
  return watch
}

import type { Tx } from '../types/statement.ts'
import { type FindOptions, findDeadLetters } from './find.ts'
import type { DeadLetter } from './letter.ts'
import type { Position } from './position.ts'
import { redrivesOf } from './store.ts'

/** Dead letters of one service that lay on the same topic and were set aside for the same reason. */
export interface LetterGroup {
  readonly service: string
  readonly topic: string
  readonly reason: string
  readonly letters: number
  /** Those that nobody has sent back. */
  readonly open: number
  /** When the first and the last of them were set aside, ISO 8601 in UTC. */
  readonly oldest: string
  readonly newest: string
}

export interface Summary {
  /** Those with the most open ones first. */
  readonly groups: readonly LetterGroup[]
  /** Where to go on counting; undefined if that was all. */
  readonly next: Position | undefined
}

/** Counts what matches, without keeping it. @param tx of the database of all these services' redrives */
export async function summaryOf(
  tx: Tx,
  options: Omit<FindOptions, 'limit' | 'choose'> & { readonly scanLimit: number },
): Promise<Summary> {
  const groups = new Map<string, LetterGroup>()
  const { next } = await findDeadLetters({
    ...options,
    limit: 1, // of none that are chosen
    async choose(letters) {
      const done = await redrivesOf(tx, letters)
      for (const letter of letters) {
        const name = JSON.stringify([letter.service, letter.topic, letter.reason])
        groups.set(name, withLetter(groups.get(name), letter, !done.has(letter.id)))
      }
      return []
    },
  })
  return { groups: [...groups.values()].sort((a, b) => b.open - a.open || b.letters - a.letters), next }
}

function withLetter(group: LetterGroup | undefined, letter: DeadLetter, isOpen: boolean): LetterGroup {
  const { service, topic, reason, at } = letter
  const { letters, open, oldest, newest } = group ?? { letters: 0, open: 0, oldest: at, newest: at }
  const times = [oldest, newest, at].sort()
  return {
    ...{ service, topic, reason },
    letters: letters + 1,
    open: open + (isOpen ? 1 : 0),
    oldest: times.at(0) ?? at,
    newest: times.at(-1) ?? at,
  }
}

import type { CommandKey, Outcome } from '../types/delivery.ts'
import type { Statement, Tx } from '../types/statement.ts'

/** What a command with a key has led to. */
export interface KeptReply extends Omit<CommandKey, 'before'> {
  /** The type of its input. */
  readonly command: string
  /** JSON. */
  readonly reply: unknown
}

/** What the keys of a batch's commands have led to: before it, and within it. */
export class CommandReplies {
  readonly #known = new Map<string, KeptReply>()
  readonly #added: KeptReply[] = []

  /** @param kept as the database has them */
  constructor(kept: Iterable<KeptReply> = []) {
    for (const each of kept) this.#known.set(idOf(each), each)
  }

  /** What becomes of a command with this key; undefined if the key is new. */
  outcomeOf(key: CommandKey): Outcome | undefined {
    const known = this.#known.get(idOf(key))
    if (known === undefined) return key.before && this.outcomeOf(key.before)
    return known.fingerprint === key.fingerprint
      ? { status: 'replayed', reply: known.reply }
      : { status: 'key-reused' }
  }

  /** The command was decided: from now on its key stands for this reply. */
  keep({ caller, key, fingerprint }: CommandKey, command: string, reply: unknown): void {
    const kept: KeptReply = { caller, key, fingerprint, command, reply }
    this.#known.set(idOf(kept), kept)
    this.#added.push(kept)
  }

  /** Those that the database does not have yet. */
  added(): readonly KeptReply[] {
    return this.#added
  }
}

const idOf = ({ caller, key }: Pick<CommandKey, 'caller' | 'key'>) => `${key.length} ${key}${caller}`

/**
 * What is kept of these keys, in whichever partition, and perhaps of the same keys of other callers among them; one
 * statement. The planner does not see how many there are, so that one plan serves all batches: to plan it for each would
 * take longer than the search.
 */
export async function findReplies(tx: Tx, keys: readonly CommandKey[]): Promise<KeptReply[]> {
  if (keys.length === 0) return []
  const all = keys.flatMap(key => (key.before === undefined ? key : [key, key.before]))
  const { rows } = await tx.query<KeptReply>({
    name: 'command-keys-find',
    text: `SELECT key, caller, command, fingerprint, reply FROM command_keys
           WHERE key = ANY ((SELECT $1::text[])::text[]) AND caller = ANY ((SELECT $2::text[])::text[])`,
    values: [all.map(({ key }) => key), all.map(({ caller }) => caller)],
  })
  return rows
}

/**
 * What keeps the replies, in the transaction that has looked their keys up: between the two no partition is opened.
 * A key that another process keeps at the same time is a unique violation: whoever tries again finds its reply.
 */
export function keepReplies(replies: readonly KeptReply[]): Statement[] {
  if (replies.length === 0) return []
  const sorted = replies.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  return [
    {
      name: 'command-keys-keep',
      text: `INSERT INTO command_keys (key, caller, command, fingerprint, reply)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[])`,
      values: [
        sorted.map(({ key }) => key),
        sorted.map(({ caller }) => caller),
        sorted.map(({ command }) => command),
        sorted.map(({ fingerprint }) => fingerprint),
        sorted.map(({ reply }) => JSON.stringify(reply)),
      ],
    },
  ]
}

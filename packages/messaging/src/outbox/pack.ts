import { isUtf8 } from 'node:buffer'
import type { OutboxMessage, OutboxRow } from './outbox.ts'

/** What messages of a topic have in common: the headers of the first of them, which others leave out. */
interface Common {
  readonly topic: string
  count: number
  readonly headers: Readonly<Record<string, string>>
}

/** A message in a pack; `of` is the place of what it has in common with others. */
type Packed = readonly [
  of: number,
  key: string | null,
  value: string | null,
  headers: Readonly<Record<string, string>>,
]

/** Messages as one row, as it is inserted. */
export interface Pack {
  readonly count: number
  /** JSON of `Common[]` and `Packed[]`. */
  readonly topics: string
  readonly messages: string
}

/** The same as it is read. */
export interface StoredPack {
  readonly seq: string
  readonly count: number
  readonly topics: readonly Common[]
  readonly messages: string
}

/** From one pack's number to the next, as `outbox_seq` has it: each message has its own. */
export const numbersPerPack = 1_000
/** With so many a pack is full. */
const maxCharacters = 1_000_000

/**
 * Messages in as few packs as they fit into, in their order; undefined if one of them is not what JSON in PostgreSQL holds:
 * bytes that are no UTF-8, NUL, half of a surrogate pair.
 */
export function packs(messages: readonly OutboxMessage[]): readonly Pack[] | undefined {
  const all: Pack[] = []
  let pack = newPack()
  for (const message of messages) {
    if (!pack.add(message)) return undefined
    if (pack.isFull() || message === messages.at(-1)) {
      all.push(pack.end())
      pack = newPack()
    }
  }
  return all.some(({ topics, messages }) => topics.includes('\\u') || messages.includes('\\u'))
    ? undefined
    : all
}

function newPack() {
  const common: Common[] = []
  const latest = new Map<string, number>()
  const packed: Packed[] = []
  let characters = 0
  return {
    /** False if it cannot be packed. */
    add({ topic, key, value, headers, raw }: OutboxMessage): boolean {
      if (raw) return false
      if (Object.hasOwn(headers, '__proto__')) return false // cannot be assigned
      if (value !== null && typeof value !== 'string' && !isUtf8(value)) return false
      let of = latest.get(topic) ?? -1
      let own = of < 0 ? undefined : differing(headers, (common[of] as Common).headers)
      if (own === undefined) {
        own = headers
        of = common.push({ topic, count: 0, headers }) - 1
        latest.set(topic, of)
      }
      characters += (key?.length ?? 0) + (value?.length ?? 0)
      for (const name in own) characters += (own[name] as string).length
      ;(common[of] as Common).count++
      packed.push([of, key, value === null ? null : value.toString(), own === headers ? {} : own])
      return true
    },
    isFull: () => packed.length === numbersPerPack || characters >= maxCharacters,
    end: (): Pack => ({
      count: packed.length,
      topics: JSON.stringify(common),
      messages: JSON.stringify(packed),
    }),
  }
}

/** The headers that are not as the common ones; undefined if one of those is missing. */
function differing(
  headers: Readonly<Record<string, string>>,
  common: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const own: Record<string, string> = {}
  for (const name in headers) {
    const text = headers[name] as string
    if (common[name] !== text) own[name] = text
  }
  // A header may be called `constructor`, which every object seems to have.
  for (const name in common) if (!Object.hasOwn(headers, name)) return undefined
  return own
}

/** The messages of a pack, in their order, each with its own number. */
export function rowsOf({ seq, topics, messages }: StoredPack): OutboxRow[] {
  const first = Number(seq)
  return (JSON.parse(messages) as Packed[]).map(([of, key, value, own], n) => {
    const { topic, headers } = topics[of] as Common
    return { seq: String(first + n), topic, key, value, headers: { ...headers, ...own }, raw: null }
  })
}

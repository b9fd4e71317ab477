import { formatName, formatVersion, frame } from '../../../ops/topic/format.ts'
import { RecordEncoder } from '../../../ops/topic/record-codec.ts'
import type { Dice } from '../../conformance/fuzz/dice.ts'
import { mutated } from '../../conformance/fuzz/mutations.ts'
import { textOf, treeOf } from '../../conformance/fuzz/tree.ts'
import type { Block, Part, SnapshotCase } from './case.ts'

const numbers = [0, 1, 2, 255, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1] as const

/** A snapshot that is whole, one time in six, and otherwise changed in one to three places. */
export function snapshotCase(dice: Dice): SnapshotCase {
  const names = ['order.created.v2', 'stock.reserved.v1', 'a topic', ''] as const
  const topics = Array.from({ length: dice.int(1, 3) }, (_, n) => ({
    topic: names[n] ?? dice.pick(names),
    partitions: Array.from({ length: dice.int(1, 2) }, (_, partition) => ({
      partition,
      from: '0',
      to: dice.pick(['100', '1000', '9223372036854775807']),
    })),
  }))
  const places = topics.reduce((sum, { partitions }) => sum + partitions.length, 0)
  const next = Array.from({ length: places }, () => 0n)
  const blocks = Array.from({ length: dice.int(0, 3) }, () => block(dice, dice.int(0, places - 1), next))
  const end = { records: blocks.reduce((sum, { records }) => sum + records, 0), blocks: blocks.length }
  const createdAt = '2026-01-31T12:00:00.000Z'
  const header = { format: formatName, version: formatVersion, createdAt, compression: 'zstd', topics }
  let one: SnapshotCase = {
    header: JSON.stringify(header),
    parts: [...blocks, { type: frame.end, text: JSON.stringify(end) }],
  }
  for (let changes = dice.once(6) ? 0 : dice.int(1, 3); changes > 0; changes--) one = changed(one, dice)
  return one
}

function block(dice: Dice, place: number, next: bigint[]): Block {
  const encoder = new RecordEncoder()
  const records = dice.int(1, 5)
  for (let n = 0; n < records; n++) {
    const offset = next[place] as bigint
    next[place] = offset + BigInt(dice.int(1, 3))
    const bytes = () =>
      dice.pick([
        null,
        Buffer.alloc(0),
        Buffer.from('text é'),
        Buffer.alloc(dice.int(1, 40), dice.int(0, 255)),
      ])
    const header = () => [
      dice.pick(['ce_id', 'é', '', '__proto__', 'a b']),
      [bytes(), bytes()].slice(dice.int(0, 1)),
    ]
    const headers = Object.fromEntries(Array.from({ length: dice.int(0, 4) }, header))
    const timestamp = String(
      dice.pick([-1, 0, 1_700_000_000_000 + dice.int(0, 1_000_000), 8.64e15 + 1, -(2 ** 52)]),
    )
    encoder.add({ offset: String(offset), timestamp, key: bytes(), value: bytes(), headers })
  }
  const { raw } = encoder.take()
  return { place, records, raw: raw.toString('base64') }
}

type Change = (one: SnapshotCase, dice: Dice) => SnapshotCase

const changes: readonly [Change, ...Change[]] = [
  (one, dice) => ({ ...one, header: edited(one.header, dice) }),
  (one, dice) => ({ ...one, header: edited(one.header, dice) }),
  (one, dice) =>
    onPart(one, dice, part =>
      'text' in part ? { ...part, text: edited(part.text, dice) } : rawChanged(part, dice),
    ),
  (one, dice) =>
    onPart(one, dice, part => ('raw' in part ? rawChanged(part, dice) : { ...part, type: dice.int(0, 255) })),
  (one, dice) =>
    onPart(one, dice, part =>
      'raw' in part ? { ...part, [dice.pick(['place', 'records', 'length'])]: dice.pick(numbers) } : part,
    ),
  (one, dice) =>
    onPart(one, dice, part =>
      'raw' in part ? { ...part, stored: true } : { ...part, text: `${part.text} ` },
    ),
  (one, dice) => ({
    ...one,
    parts: one.parts.toSpliced(dice.int(0, one.parts.length), 0, dice.pick(one.parts as [Part, ...Part[]])),
  }),
  (one, dice) =>
    one.parts.length < 2 ? one : { ...one, parts: one.parts.toSpliced(dice.int(0, one.parts.length - 1), 1) },
  (one, dice) => ({ ...one, damage: { cut: dice.int(0, 200) } }),
  (one, dice) => ({ ...one, damage: { at: dice.int(0, 2_000) } }),
]

const changed: Change = (one, dice) => dice.pick(changes)(one, dice)

const onPart = (one: SnapshotCase, dice: Dice, change: (part: Part) => Part): SnapshotCase => {
  const at = dice.int(0, one.parts.length - 1)
  return { ...one, parts: one.parts.map((part, n) => (n === at ? change(part) : part)) }
}

/** JSON with a value or a name of another kind somewhere; text with a character more, if it is no longer JSON. */
function edited(text: string, dice: Dice): string {
  try {
    return textOf(mutated(treeOf(JSON.parse(text)), dice))
  } catch {
    return `${text}${dice.pick(['{', ' ', '\u0000', 'é'])}`
  }
}

/** Records whose lengths and counts are others: four bytes that are a number of some kind, or a byte. */
function rawChanged(part: Block, dice: Dice): Block {
  const raw = Buffer.from(part.raw, 'base64')
  if (raw.length < 4) return part
  const at = dice.int(0, raw.length - 4)
  if (dice.once(2)) raw.writeUInt8(dice.int(0, 255), at)
  else raw.writeUInt32BE(dice.pick(numbers), at)
  return { ...part, raw: raw.toString('base64') }
}

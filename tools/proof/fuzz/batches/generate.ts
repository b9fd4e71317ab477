import { compressions } from '@orderflow/messaging/testing/record-sets'
import type { Dice } from '../../conformance/fuzz/dice.ts'
import type { BatchesCase, FuzzedRecord, Part } from './case.ts'

const codecs = Object.keys(compressions) as [string, ...string[]]
const counts = [-1, 0, 1, 2, 127, 65_536, 2 ** 30, 2 ** 31 - 1, -(2 ** 31)] as const
const flags = [0x08, 0x10, 0x20, 0x30, 0x05, 0x06, 0x07, 0x40, 0x7ff8] as const

/** One to three batches, each of them right one time in three, or changed in a place or two. */
export function batchesCase(dice: Dice): BatchesCase {
  const parts = Array.from({ length: dice.int(1, 3) }, () => part(dice))
  return {
    parts,
    ...(dice.once(12) && { cut: dice.int(1, 100) }),
    ...(dice.once(12) && { at: dice.int(0, 500) }),
  }
}

function part(dice: Dice): Part {
  let one: Part = {
    records: Array.from({ length: dice.int(1, 5) }, () => record(dice)),
    compression: dice.pick(codecs),
  }
  for (let changes = dice.pick([0, 1, 2]); changes > 0; changes--)
    one = { ...one, ...dice.pick(changesOf)(dice) }
  return one
}

const changesOf: readonly [(dice: Dice) => Partial<Part>, ...((dice: Dice) => Partial<Part>)[]] = [
  dice => ({ edit: [dice.int(0, 400), dice.int(0, 255)] }),
  dice => ({ edit: [dice.int(0, 30), dice.pick([0x00, 0x01, 0x7f, 0x80, 0xff])] }),
  dice => ({ injury: [dice.int(0, 400), dice.int(0, 255)] }),
  dice => ({ attributes: dice.pick(flags) }),
  dice => ({ count: dice.pick(counts) }),
  dice => ({ lastOffsetDelta: dice.pick(counts) }),
  dice => ({ firstOffset: dice.pick([0, 1, 2 ** 31, 2 ** 53, -1]) }),
  dice => ({ magic: dice.pick([0, 1]) }),
  // Very many of something small; of both at once no answer has room.
  dice => (dice.once(10) ? { records: [tiny], times: many(dice) } : {}),
  dice => (dice.once(10) ? { records: [{ ...bare, headerTimes: many(dice) }], times: 1 } : {}),
]

const many = (dice: Dice) => dice.int(100, dice.pick([40_000, 300_000]))
const tiny: FuzzedRecord = { key: null, value: 'a', headers: {} }
const bare: FuzzedRecord = { ...tiny, headers: { '': null } }

function record(dice: Dice): FuzzedRecord {
  const bytes = () =>
    dice.pick([null, '', 'a', 'text', '\u00ff\u00fe', '\u0000', 'v'.repeat(dice.int(1, 2_000))])
  const names = ['ce_id', 'ce_type', '', '__proto__', 'constructor', 'a b', 'é', 'n'.repeat(300)] as const
  const header = () => [dice.pick(names), dice.once(5) ? [bytes(), bytes()] : bytes()] as const
  return {
    key: bytes(),
    value: bytes(),
    headers: Object.fromEntries(Array.from({ length: dice.once(30) ? 200 : dice.int(0, 4) }, header)),
    ...(dice.once(20) && { offsetDelta: dice.pick(counts) }),
    ...(dice.once(10) && { timestampDelta: dice.pick([-1, 2 ** 31, 2 ** 52, -(2 ** 52)]) }),
  }
}

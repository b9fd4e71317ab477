import { unknownNumbers, wholeNumbers } from '../../../dev/generate/conformance/numbers.ts'
import { codes, currencies, ids, unknownTexts } from '../../../dev/generate/conformance/texts.ts'
import { times } from '../../../dev/generate/conformance/times.ts'
import type { Case } from '../../../dev/generate/conformance/vector.ts'
import type { Dice } from './dice.ts'

const textsOf = (...tables: (readonly Case[])[]) =>
  tables.flat().map(([, text]) => text) as [string, ...string[]]
const known = {
  numbers: textsOf(wholeNumbers, unknownNumbers),
  times: textsOf(times),
  texts: textsOf(ids, codes, currencies, unknownTexts),
}

const digits = (dice: Dice, most: number) => {
  const all = Array.from({ length: dice.int(1, most) }, () => dice.int(0, 9)).join('')
  return all.replace(/^0+(?=\d)/, '')
}

/** JSON text of a number, or nearly: one of the tables', or any with a sign, a fraction and an exponent. */
export function oddNumber(dice: Dice): string {
  if (dice.once(3)) return dice.pick(known.numbers)
  const sign = dice.once(6) ? '-' : ''
  const whole = dice.once(3)
    ? String(BigInt(2 ** 53) + BigInt(dice.int(-3, 3)))
    : digits(dice, dice.once(4) ? 25 : 4)
  const fraction = dice.once(2) ? '' : `.${dice.once(2) ? '0'.repeat(dice.int(1, 20)) : digits(dice, 20)}`
  const exponent = dice.once(2)
    ? ''
    : `${dice.pick(['e', 'E'])}${dice.pick(['', '+', '-'])}${dice.int(0, dice.once(5) ? 400 : 20)}`
  return `${sign}${whole}${fraction}${exponent}`
}

const two = (number: number) => String(number).padStart(2, '0')

/** JSON text of a time, or nearly: one of the tables', or one whose parts are now and then just wrong. */
export function oddTime(dice: Dice): string {
  if (dice.once(4)) return dice.pick(known.times)
  const year = dice.pick([dice.int(1969, 2100), dice.int(0, 9999), dice.int(9996, 9999)])
  const date = `${String(year).padStart(4, '0')}-${two(dice.int(1, dice.once(20) ? 13 : 12))}-${two(dice.int(dice.once(20) ? 0 : 1, dice.once(3) ? 31 : 28))}`
  const time = `${two(dice.int(0, dice.once(20) ? 24 : 23))}:${two(dice.int(0, dice.once(20) ? 60 : 59))}:${two(dice.int(0, dice.once(20) ? 61 : 59))}`
  const fraction = dice.once(2) ? '' : `.${digits(dice, dice.once(9) ? 12 : 9)}`
  const offset = `${dice.pick(['+', '-'])}${two(dice.int(0, dice.once(9) ? 24 : 23))}${dice.once(20) ? '' : ':'}${two(dice.int(0, dice.once(9) ? 60 : 59))}`
  const end = dice.once(30) ? dice.pick(['\\n', '\\r', ' ', '\\u2028']) : ''
  return `"${date}${dice.once(30) ? dice.pick(['t', ' ', '']) : 'T'}${time}${fraction}${dice.once(2) ? 'Z' : dice.once(20) ? 'z' : offset}${end}"`
}

type Span = readonly [first: number, last: number]

/** Code points from all over Unicode, those that languages or stores treat apart among them. */
const spans = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xa1, 0x24f],
  [0x300, 0x36f],
  [0x660, 0x669],
  [0x200b, 0x202f],
  [0x4e00, 0x4eff],
  [0xd7f0, 0xd7ff],
  [0xe000, 0xe00f],
  [0xfdd0, 0xfdef],
  [0xfff0, 0xffff],
  [0x10000, 0x1000f],
  [0x1f600, 0x1f64f],
  [0x10fff0, 0x10ffff],
] as const satisfies readonly Span[]

const unitEscape = (unit: number) => `\\u${unit.toString(16).padStart(4, '0')}`

/** A code point as JSON has it within a text: as it is, or as escapes. */
export function character(dice: Dice, [min, max] = dice.pick<Span>(spans)): string {
  const text = String.fromCodePoint(dice.int(min, max))
  if (dice.once(4))
    return text
      .split('')
      .map(unit => unitEscape(unit.charCodeAt(0)))
      .join('')
  return JSON.stringify(text).slice(1, -1)
}

/** JSON text of a text, or nearly: one of the tables', or any code points, halves of pairs among them. */
export function oddText(dice: Dice): string {
  if (dice.once(3)) return dice.pick(known.texts)
  const length = dice.pick([0, 1, 2, 3, dice.int(0, 20), dice.int(95, 105)])
  const rare = dice.once(4)
  const each = () => {
    if (rare && dice.once(8)) return unitEscape(dice.int(0xd800, 0xdfff))
    return rare ? character(dice) : character(dice, dice.pick<Span>([spans[0], spans[4], spans[14]]))
  }
  return `"${Array.from({ length }, each).join('')}"`
}

/** Any JSON, or nearly, to a few levels. */
export function oddValue(dice: Dice, levels = 3): string {
  const inner = () => oddValue(dice, levels - 1)
  const many = () => Array.from({ length: dice.int(0, 3) })
  const kind = dice.int(0, levels > 0 ? 6 : 4)
  if (kind === 0) return dice.pick(['null', 'true', 'false', '0', '1', '""', '[]', '{}'])
  if (kind <= 2) return oddNumber(dice)
  if (kind === 3) return oddText(dice)
  if (kind === 4) return oddTime(dice)
  if (kind === 5) return `[${many().map(inner).join(',')}]`
  return `{${many()
    .map(() => `${oddText(dice)}:${inner()}`)
    .join(',')}}`
}

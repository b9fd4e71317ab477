import { allContracts, type Contract } from '@orderflow/events'
import type { Schema } from '../../../dev/generate/conformance/properties.ts'
import type { Value } from '../vectors.ts'
import { type Dice, newDice } from './dice.ts'
import { mutated } from './mutations.ts'
import { textOf } from './tree.ts'
import { valid } from './valid.ts'

const contracts = allContracts as readonly [Contract, ...Contract[]]

/** So many events, the same for the same seed: a quarter valid by their making, the others changed here and there. */
export function events(count: number, seed: number): Value[] {
  const dice = newDice(seed)
  return Array.from({ length: count }, () => event(dice))
}

/** One of them; of any contract unless told. */
export function event(dice: Dice, { topic, schema }: Contract = dice.pick(contracts)): Value {
  let tree = valid(schema as Schema, dice)
  for (let changes = dice.int(0, 3); changes > 0; changes--) tree = mutated(tree, dice)
  const text = textOf(tree, dice.once(10) ? dice.pick([' ', '\n', '\t\r\n']) : '')
  return { topic, value: dice.once(12) ? withNoise(text, dice) : dice.once(40) ? deep(text, dice) : text }
}

const noise = [
  '',
  '',
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '0',
  '-',
  '.',
  'e',
  ' ',
  '\n',
  '\u0000',
  '\u00e9',
  '\u2028',
  '\u{1f600}',
] as const

/** A character more, fewer or another one, somewhere. */
function withNoise(text: string, dice: Dice): string {
  const characters = [...text]
  characters.splice(dice.int(0, characters.length), dice.int(0, 1), dice.pick(noise))
  return characters.join('')
}

/** An unknown member about as deep as a value may be, or with a number about as long. */
function deep(text: string, dice: Dice): string {
  const inner = dice.once(2)
    ? `${'['.repeat(dice.int(498, 501))}`.replace(/.+/, open => open + ']'.repeat(open.length))
    : `${dice.pick(['', '-', '0.'])}${'1'.repeat(dice.int(998, 1001))}${dice.pick(['', 'e1', '.5'])}`
  return text.replace(/\}\s*$/, end => `,"more":${inner}${end}`)
}

import { dateTimePattern, textPattern } from '@orderflow/events'
import type { Schema } from '../../../dev/generate/conformance/properties.ts'
import type { Dice } from './dice.ts'
import { character } from './odd.ts'
import { leaf, type Tree } from './tree.ts'

const two = (number: number) => String(number).padStart(2, '0')

/** An event, or a part of one, that its schema takes. */
export function valid(schema: Schema, dice: Dice): Tree {
  if (schema.type === 'object') return branch(schema, dice)
  if (schema.type === 'array') {
    const items = Array.from({ length: dice.int(0, 3) }, () => valid(schema.items ?? {}, dice))
    return { kind: 'list', items, schema }
  }
  return leaf(schema.type === 'integer' ? whole(schema, dice) : text(schema, dice), schema)
}

function branch(schema: Schema, dice: Dice): Tree {
  const { properties = {}, required = [] } = schema
  const names = Object.keys(properties).filter(name => required.includes(name) || dice.once(2))
  const members = names.map(name => [JSON.stringify(name), valid(properties[name] ?? {}, dice)] as const)
  return { kind: 'branch', members, schema }
}

function whole({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Schema, dice: Dice): string {
  const number = dice.pick([minimum, maximum, dice.int(minimum, 1000), dice.int(minimum, maximum)])
  return dice.once(10) ? `${number}${dice.pick(['.0', 'e0', '.00', 'E+0'])}` : String(number)
}

function text({ pattern, minLength = 0, maxLength = 200 }: Schema, dice: Dice): string {
  if (pattern === dateTimePattern) return time(dice)
  const exact = Number(/\{(\d)\}\$$/.exec(pattern ?? '')?.[1] ?? 0)
  const length = exact || dice.pick([minLength || 1, maxLength, dice.int(minLength || 1, 20)])
  const spans = [
    [0x21, 0x7e],
    [0xa1, 0x24f],
    [0x1f600, 0x1f64f],
  ] as const
  const isFree = pattern === undefined || pattern === textPattern
  const span = isFree ? dice.pick<readonly [number, number]>(spans) : ([0x41, 0x5a] as const)
  return `"${Array.from({ length }, () => character(dice, span)).join('')}"`
}

function time(dice: Dice): string {
  const day = `${dice.int(1971, 9997)}-${two(dice.int(1, 12))}-${two(dice.int(1, 28))}`
  const fraction = dice.once(2) ? '' : `.${dice.int(1, 999_999_999)}`
  const zone = dice.once(2) ? 'Z' : `${dice.pick(['+', '-'])}${two(dice.int(0, 23))}:${two(dice.int(0, 59))}`
  return `"${day}T${two(dice.int(0, 23))}:${two(dice.int(0, 59))}:${two(dice.int(0, 59))}${fraction}${zone}"`
}

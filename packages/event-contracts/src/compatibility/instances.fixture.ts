import type { Dice } from './dice.fixture.ts'
import { names, newNames, type Schema } from './schemas.fixture.ts'

const deepest = 4
const samples: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-15T10:30:00Z', '2026-01-15T10:30:00.5+02:00'],
  date: ['2026-01-15'],
  time: ['10:30:00Z'],
  uuid: ['019bc134-7840-721d-8467-ce6cd412641a'],
  email: ['a@b.example'],
  uri: ['urn:a', 'https://a.example/b'],
  '^[A-Z]+$': ['A', 'EUR', 'ABCDEF'],
  '^a': ['a', 'ab', 'abcdef'],
  '^[a-z]{2,4}$': ['ab', 'abc', 'abcd'],
  '^.$': ['a', 'Z', '1'],
}
const anything = ['a', '', 'abcdefgh', 0, 1, -7, 2.5, 99, true, null, [], ['a', 1]]

/**
 * An event that a producer may have made of the schema: it has declared properties only. Most of them are valid,
 * so the caller asks a validator. Knows nothing of the gate.
 */
export function instanceOf(schema: unknown, root: Schema, dice: Dice, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null) return anyValue(dice, depth)
  const { $ref } = schema as Schema
  if (typeof $ref === 'string') return instanceOf(behind($ref, schema as Schema, root), root, dice, depth)
  const whole = withBranches(schema as Schema, dice)
  if ('const' in whole) return whole.const
  if (Array.isArray(whole.enum)) return dice.pick(whole.enum)
  switch (typeOf(whole, dice)) {
    case 'object':
      return objectOf(whole, root, dice, depth)
    case 'array':
      return arrayOf(whole, root, dice, depth)
    case 'string':
      return stringOf(whole, dice)
    case 'integer':
      return Math.round(numberOf(whole, dice))
    case 'number':
      return numberOf(whole, dice)
    case 'boolean':
      return dice.percent(50)
    case 'null':
      return null
    default:
      return anyValue(dice, depth)
  }
}

/** What a `$ref` leads to, with what was merged beside it. */
function behind($ref: string, { $ref: _, allOf = [], ...beside }: Schema, root: Schema): Schema {
  const target = definition($ref, root) as Schema
  const all = [...((target.allOf as unknown[]) ?? []), ...(allOf as unknown[])]
  return { ...target, ...beside, ...(all.length > 0 && { allOf: all }) }
}

const definition = ($ref: string, root: Schema) =>
  $ref === '#' ? root : (root.definitions as Schema)[$ref.slice('#/definitions/'.length)]

function typeOf({ type, properties, items }: Schema, dice: Dice): unknown {
  if (Array.isArray(type)) return dice.pick(type)
  return type ?? (properties ? 'object' : items ? 'array' : undefined)
}

/** The schema with what one branch of each combinator asks for, which declares properties too. */
function withBranches(schema: Schema, dice: Dice): Schema {
  const { anyOf, oneOf, allOf, then, if: condition, dependencies } = schema
  const branches = [
    ...[anyOf, oneOf].flatMap(list => (Array.isArray(list) ? [dice.pick(list)] : [])),
    ...(Array.isArray(allOf) ? allOf : []),
    ...(condition !== undefined && dice.percent(50) ? [condition, then] : []),
    ...Object.keys((dependencies as object) ?? {}).map(name => ({ properties: { [name]: true } })),
  ]
  const parts = [schema, ...branches].filter(part => typeof part === 'object' && part !== null) as Schema[]
  const all = (keyword: string) => parts.map(part => part[keyword])
  return {
    ...Object.assign({}, ...parts.toReversed()),
    ...(all('properties').some(Boolean) && { properties: all('properties').reduce(withProperties) }),
    required: all('required').flatMap(list => list ?? []),
  }
}

/** A property that both declare must please both. */
function withProperties(properties: unknown, more: unknown): Schema {
  const [first, second] = [(properties ?? {}) as Schema, (more ?? {}) as Schema]
  const both = Object.entries(second).filter(([name]) => Object.hasOwn(first, name))
  const merged = both.map(([name, part]) => {
    const own = first[name] as Schema
    return [name, typeof own === 'object' ? { ...own, allOf: [...((own.allOf as []) ?? []), part] } : own]
  })
  return { ...second, ...first, ...Object.fromEntries(merged) }
}

function objectOf(schema: Schema, root: Schema, dice: Dice, depth: number): Schema {
  const properties = (schema.properties ?? {}) as Schema
  const required = (schema.required ?? []) as string[]
  const declared = new Set([...Object.keys(properties), ...required, ...namesBeyond(schema)])
  const often = depth >= deepest ? 0 : 60
  const chosen = [...declared].filter(name => required.includes(name) || dice.percent(often))
  return Object.fromEntries(
    chosen.map(name => [name, instanceOf(schemaOfName(schema, name), root, dice, depth + 1)]),
  )
}

/** Where names are declared by a pattern, by a schema for all others, or not at all, any of ours may come. */
function namesBeyond(schema: Schema): string[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema
  const all = [...names, ...newNames]
  if (additionalProperties === false) return []
  const forAll = [additionalProperties, unevaluatedProperties].some(others => typeof others === 'object')
  if (forAll || properties === undefined) return all
  const expressions = Object.keys((patternProperties as object) ?? {}).map(text => new RegExp(text))
  return all.filter(name => expressions.some(expression => expression.test(name)))
}

function schemaOfName(schema: Schema, name: string): unknown {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema
  const declared = Object.entries((properties as object) ?? {}).find(([property]) => property === name)
  const byPattern = Object.entries((patternProperties as object) ?? {})
  return (
    (declared ?? byPattern.find(([text]) => new RegExp(text).test(name)))?.[1] ??
    additionalProperties ??
    unevaluatedProperties
  )
}

function arrayOf(schema: Schema, root: Schema, dice: Dice, depth: number): unknown[] {
  const {
    items,
    minItems = 0,
    maxItems = 3,
    contains,
  } = schema as { minItems?: number; maxItems?: number } & Schema
  const most = depth >= deepest ? minItems : Math.min(maxItems, minItems + 4)
  const length = dice.pick([minItems, most, minItems + dice.below(Math.max(1, most - minItems + 1))])
  return Array.from({ length: Math.max(length, contains === undefined ? 0 : 1) }, (_, n) => {
    if (contains !== undefined && n === 0) return instanceOf(contains, root, dice, depth + 1)
    return instanceOf(Array.isArray(items) ? items[n] : items, root, dice, depth + 1)
  })
}

function stringOf(schema: Schema, dice: Dice): string {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength,
  } = schema as { minLength?: number; maxLength?: number } & Schema
  const known = samples[String(format)] ?? samples[String(pattern)]
  const fitting = known?.filter(text => text.length >= minLength && text.length <= (maxLength ?? 99))
  if (fitting && fitting.length > 0) return dice.pick(fitting)
  const longest = maxLength ?? minLength + 8
  const length = dice.pick([minLength, longest, minLength + dice.below(Math.max(1, longest - minLength))])
  return dice.pick(['a', 'Z', '-']).repeat(Math.max(0, length))
}

function numberOf(schema: Schema, dice: Dice): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<
    string,
    number
  >
  const step = multipleOf ?? (schema.type === 'integer' ? 1 : 0.5)
  const low = Math.max(minimum ?? -9, exclusiveMinimum === undefined ? -9 : exclusiveMinimum + step)
  const high = Math.min(maximum ?? 12, exclusiveMaximum === undefined ? 12 : exclusiveMaximum - step)
  const value = dice.pick([low, high, low + dice.below(Math.max(1, high - low + 1)), low + step])
  return multipleOf === undefined ? value : Math.ceil(value / multipleOf) * multipleOf
}

function anyValue(dice: Dice, depth: number): unknown {
  if (depth >= deepest || dice.percent(60)) return dice.pick(anything)
  const chosen = [...names, ...newNames].filter(() => dice.percent(40))
  return Object.fromEntries(chosen.map(name => [name, dice.pick(anything)]))
}

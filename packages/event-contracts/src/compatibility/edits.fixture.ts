import type { Dice } from './dice.fixture.ts'
import { formats, namePatterns, newNames, patterns, type Schema, values } from './schemas.fixture.ts'

/** Changes a schema in place; false when it does not apply there. */
export type Edit = (schema: Schema, dice: Dice) => boolean

const newSchemas: readonly unknown[] = [
  { type: 'string', maxLength: 3 },
  { type: 'integer', minimum: 0 },
  { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
  { type: 'array', items: { enum: ['EUR', 'USD'] } },
  { const: 'EUR' },
  true,
  false,
]
const bounds = [
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]
const boundsOfType: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  array: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
}

const propertiesOf = (schema: Schema) => schema.properties as Schema | undefined
const requiredOf = (schema: Schema) => (schema.required ?? []) as string[]

function addProperty(schema: Schema, dice: Dice): string | undefined {
  const name = dice.pick(newNames)
  if (schema.type !== 'object' || Object.hasOwn(propertiesOf(schema) ?? {}, name)) return undefined
  schema.properties = { ...propertiesOf(schema), [name]: structuredClone(dice.pick(newSchemas)) }
  return name
}

function pickProperty(schema: Schema, dice: Dice, isRequired?: boolean): string | undefined {
  const fitting = Object.keys(propertiesOf(schema) ?? {}).filter(
    name => isRequired === undefined || requiredOf(schema).includes(name) === isRequired,
  )
  return fitting.length > 0 ? dice.pick(fitting) : undefined
}

const without = (list: readonly unknown[], value: unknown) => list.filter(other => other !== value)

/** Sets a keyword, or removes it when it is there and the dice say so. */
const toggle =
  (keyword: string, options: readonly unknown[], type?: string): Edit =>
  (schema, dice) => {
    if (type !== undefined && schema.type !== type) return false
    if (Object.hasOwn(schema, keyword) && dice.percent(50)) return delete schema[keyword]
    schema[keyword] = structuredClone(dice.pick(options))
    return true
  }

/** The edits that one witness can prove right or wrong. */
export const simpleEdits: Readonly<Record<string, Edit>> = {
  boundMoved(schema, dice) {
    const there = bounds.filter(keyword => Object.hasOwn(schema, keyword))
    if (there.length === 0) return false
    const keyword = dice.pick(there)
    const least = keyword.endsWith('imum') ? -9 : 0
    schema[keyword] = Math.max(least, Number(schema[keyword]) + dice.pick([-1, 1]))
    return true
  },
  boundToggled(schema, dice) {
    const fitting = boundsOfType[String(schema.type)]
    return fitting ? toggle(dice.pick(fitting), [1, 2, 3])(schema, dice) : false
  },
  typeChanged(schema, dice) {
    if (typeof schema.type !== 'string') return false
    const { type } = schema
    const others = without(['string', 'integer', 'number', ['integer', 'null'], [type, 'null']], type)
    schema.type = type === 'integer' && dice.percent(50) ? 'number' : dice.pick(others)
    return true
  },
  enumChanged(schema, dice) {
    if (!Array.isArray(schema.enum)) return false
    const value = dice.pick(values)
    const { enum: set } = schema
    schema.enum = set.includes(value) && set.length > 1 ? without(set, value) : [...set, value]
    return true
  },
  constChanged: (schema, dice) => Object.hasOwn(schema, 'const') && toggle('const', values)(schema, dice),
  requiredGained(schema, dice) {
    const name = pickProperty(schema, dice, false)
    if (name !== undefined) schema.required = [...requiredOf(schema), name]
    return name !== undefined
  },
  requiredLost(schema, dice) {
    const name = pickProperty(schema, dice, true)
    if (name !== undefined) schema.required = without(requiredOf(schema), name)
    return name !== undefined
  },
  formatToggled: toggle('format', formats, 'string'),
  patternToggled: toggle('pattern', patterns, 'string'),
}

/** Edits that the gate may let through. */
export const harmlessEdits: Readonly<Record<string, Edit>> = {
  optionalAdded: (schema, dice) => addProperty(schema, dice) !== undefined,
  annotated(schema, dice) {
    if (schema.title === 'Generated') return false
    schema[dice.pick(['title', 'description', '$comment'])] = `text ${dice.below(9)}`
    return true
  },
  reordered(schema) {
    const members = Object.entries(schema).reverse()
    for (const [keyword] of members) delete schema[keyword]
    for (const [keyword, value] of members) {
      const isSet = (keyword === 'required' || keyword === 'enum') && Array.isArray(value)
      schema[keyword] = isSet ? value.toReversed() : value
    }
    return true
  },
}

const otherEdits: Readonly<Record<string, Edit>> = {
  requiredAdded(schema, dice) {
    const name = addProperty(schema, dice)
    if (name !== undefined) schema.required = [...requiredOf(schema), name]
    return name !== undefined
  },
  propertyRemoved(schema, dice) {
    const name = pickProperty(schema, dice)
    if (name === undefined) return false
    delete propertiesOf(schema)?.[name]
    if (dice.percent(70)) schema.required = without(requiredOf(schema), name)
    return true
  },
  propertyRenamed(schema, dice) {
    const name = pickProperty(schema, dice)
    const other = dice.pick(newNames)
    const properties = propertiesOf(schema)
    if (name === undefined || properties === undefined || Object.hasOwn(properties, other)) return false
    properties[other] = properties[name]
    delete properties[name]
    schema.required = requiredOf(schema).map(old => (old === name && dice.percent(80) ? other : old))
    return true
  },
  partReplaced(schema, dice) {
    const name = pickProperty(schema, dice)
    const properties = propertiesOf(schema)
    if (name !== undefined && properties) properties[name] = structuredClone(dice.pick(newSchemas))
    return name !== undefined
  },
  closedOrOpened: toggle('additionalProperties', [true, false, { type: 'string' }, {}], 'object'),
  restJudged: toggle('unevaluatedProperties', [true, false, { type: 'string' }, {}], 'object'),
  itemsRestJudged: toggle('unevaluatedItems', [true, false, { type: 'string' }, {}], 'array'),
  namesJudged: toggle('propertyNames', [{ maxLength: 2 }, { pattern: '^[a-z]+$' }], 'object'),
  patternsJudged(schema, dice) {
    return toggle(
      'patternProperties',
      [{ [dice.pick(namePatterns)]: { type: 'integer' } }],
      'object',
    )(schema, dice)
  },
  combined(schema, dice) {
    const parts = [{ required: ['x'] }, { properties: { x: { type: 'integer' } } }, { minProperties: 2 }]
    const keyword = dice.pick(['allOf', 'anyOf', 'oneOf'])
    return toggle(keyword, [[parts[dice.below(3)], parts[dice.below(3)]]], 'object')(schema, dice)
  },
  negated: toggle('not', [{ required: ['x'] }, { type: 'null' }, { minLength: 2 }]),
  dependent: toggle('dependencies', [{ x: ['a'] }, { a: { required: ['b'] } }], 'object'),
  itemsReplaced: toggle('items', [{ type: 'string' }, [{ type: 'string' }], true, {}], 'array'),
  contained: toggle('contains', [{ type: 'string' }, { minimum: 1 }], 'array'),
  uniqueToggled: toggle('uniqueItems', [true, false], 'array'),
  multiplied: toggle('multipleOf', [1, 2, 0.5], 'integer'),
  referred(schema) {
    if (typeof schema.$ref !== 'string') return false
    schema.$ref = schema.$ref === '#' ? '#/definitions/text' : '#'
    return true
  },
  defaulted: toggle('default', ['a', 1]),
}

export const allEdits: Readonly<Record<string, Edit>> = { ...simpleEdits, ...harmlessEdits, ...otherEdits }

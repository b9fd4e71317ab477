import fc from 'fast-check'

/** A schema that tests build and change. */
export type Schema = Record<string, unknown>

/** Properties of generated schemas; some are called like keywords. */
export const names = ['a', 'b', 'ab', 'items', 'required']
/** Properties that only edits add. */
export const newNames = ['x', 'ax', 'properties']
export const formats = ['date-time', 'date', 'time', 'uuid', 'email', 'uri']
export const patterns = ['^[A-Z]+$', '^a', '^[a-z]{2,4}$', '^.$']
export const namePatterns = ['^a', '^x', '^b$', 'e']
export const values = ['EUR', 'USD', 0, 1, 2.5, true, null, 'a']

const often = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { freq: 2, nil: undefined })
const rarely = <T>(arb: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 9 }, { arbitrary: arb, weight: 1 })
const small = fc.nat({ max: 3 })

/** Keywords of a record, without those that came out as undefined. */
const keywords = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Schema> =>
  fc
    .record(model)
    .map(made => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)))

const text = keywords({
  type: fc.constant('string'),
  minLength: often(small),
  maxLength: often(fc.integer({ min: 2, max: 6 })),
  pattern: rarely(fc.constantFrom(...patterns)),
  format: rarely(fc.constantFrom(...formats)),
})
const number = keywords({
  type: fc.constantFrom<unknown>('integer', 'integer', 'number', ['integer', 'null']),
  minimum: often(fc.integer({ min: -2, max: 2 })),
  maximum: often(fc.integer({ min: 2, max: 6 })),
  exclusiveMinimum: rarely(fc.integer({ min: -3, max: 1 })),
  exclusiveMaximum: rarely(fc.integer({ min: 3, max: 9 })),
  multipleOf: rarely(fc.constantFrom(1, 2, 0.5)),
})
const closedSet = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 4 }).map(set => ({ enum: set })),
  fc.constantFrom(...values).map(value => ({ const: value })),
)
const reference = fc.constantFrom('#/definitions/text', '#/definitions/money', '#/definitions/tree')
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: text, weight: 4 },
  { arbitrary: number, weight: 4 },
  { arbitrary: closedSet, weight: 2 },
  { arbitrary: reference.map($ref => ({ $ref })), weight: 2 },
  { arbitrary: fc.constantFrom<unknown>({ type: 'boolean' }, true, {}, { type: 'object' }), weight: 1 },
)

/** What may stand beside an object's properties and speak of them. */
const beside = fc.oneof(
  { arbitrary: fc.constant({}), weight: 8 },
  {
    arbitrary: fc.oneof(
      fc
        .constantFrom(...names, ...newNames)
        .map(name => ({ anyOf: [{ required: [name] }, { maxProperties: 2 }] })),
      fc.tuple(fc.constantFrom(...names, ...newNames), leaf).map(([name, schema]) => ({
        allOf: [{ properties: { [name]: schema } }],
      })),
      fc.constantFrom(...names, ...newNames).map(name => ({ not: { required: [name, 'b'] } })),
      fc.constantFrom(...names, ...newNames).map(name => ({ dependencies: { [name]: ['a'] } })),
      fc.tuple(fc.constantFrom(...names, ...newNames), leaf).map(([name, schema]) => ({
        if: { properties: { [name]: { type: 'string' } }, required: [name] },
        // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
        then: { properties: { [name]: schema } },
      })),
      leaf.map(schema => ({
        oneOf: [{ properties: { a: schema } }, { properties: { a: { type: 'null' } } }],
      })),
      fc
        .constantFrom(...namePatterns)
        .map(pattern => ({ patternProperties: { [pattern]: { type: 'string' } } })),
      fc.constant({ propertyNames: { maxLength: 8 } }),
      fc.constant({ allOf: [{ additionalProperties: true, minProperties: 1 }] }),
    ),
    weight: 2,
  },
)

function objectOf(part: fc.Arbitrary<unknown>): fc.Arbitrary<Schema> {
  const shape = keywords({
    type: fc.constant('object'),
    properties: fc.dictionary(fc.constantFrom(...names), part, { minKeys: 1, maxKeys: 3 }),
    additionalProperties: fc.constantFrom<unknown>(...Array(7).fill(undefined), true, false, {
      type: 'string',
    }),
    unevaluatedProperties: fc.constantFrom<unknown>(...Array(12).fill(undefined), true, false, {
      type: 'string',
    }),
    minProperties: rarely(fc.constant(1)),
    maxProperties: rarely(fc.integer({ min: 1, max: 3 })),
  })
  const half = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })
  const judge = often(fc.tuple(fc.constantFrom(...newNames), leaf))
  return fc.tuple(shape, half, beside, judge).map(([object, chosen, more, judge]) => {
    const required = Object.keys(object.properties as Schema).filter((_, n) => chosen[n])
    return {
      ...object,
      ...judging(object.properties as Schema, judge),
      ...(required.length > 0 && { required }),
      ...more,
    }
  })
}

/** An allOf that speaks of a property of an object further in, where there is one. */
function judging(properties: Schema, judge: [name: string, schema: unknown] | undefined): Schema {
  const [name] =
    Object.entries(properties).find(([, part]) => Object.hasOwn(Object(part), 'properties')) ?? []
  if (name === undefined || judge === undefined) return {}
  return { allOf: [{ properties: { [name]: { properties: Object.fromEntries([judge]) } } }] }
}

const listOf = (part: fc.Arbitrary<unknown>) =>
  keywords({
    type: fc.constant('array'),
    items: fc.oneof(
      { arbitrary: part, weight: 6 },
      { arbitrary: fc.tuple(part), weight: 1 },
      { arbitrary: fc.constant(undefined), weight: 1 },
    ),
    minItems: rarely(fc.constant(1)),
    maxItems: often(fc.integer({ min: 1, max: 3 })),
    uniqueItems: rarely(fc.boolean()),
    contains: rarely(leaf),
    unevaluatedItems: fc.constantFrom<unknown>(...Array(6).fill(undefined), true, false, { type: 'string' }),
  })

const { part } = fc.letrec<{ part: unknown }>(tie => ({
  part: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: objectOf(tie('part')), weight: 2 },
    { arbitrary: listOf(tie('part')), weight: 1 },
  ),
}))

const tree = {
  type: 'object',
  properties: { a: { $ref: '#/definitions/tree' }, b: { $ref: '#/definitions/text' } },
}

/** What a schema may say, beside the properties of its `a`, of what is in there. */
const judgesOfA = fc.constantFrom<Schema>(
  {},
  { not: { properties: { a: { required: ['x'] } }, required: ['a'] } },
  { allOf: [{ properties: { a: { properties: { x: { type: 'string' } } } } }] },
  { dependencies: { a: { properties: { a: { maxProperties: 1 } } }, x: ['b'] } },
  { unevaluatedProperties: false },
)

/** Small schemas whose parts refer to themselves and are judged from further up, and lists of which something is judged last. */
const judgedTrees = fc
  .record({
    root: judgesOfA,
    inside: judgesOfA,
    items: fc.constantFrom<unknown>(undefined, [{ type: 'integer' }], { type: 'integer' }),
    rest: fc.constantFrom<unknown>(undefined, false, { type: 'string' }),
  })
  .map(({ root, inside, items, rest }) => {
    const list = { type: 'array', items, unevaluatedItems: rest }
    return JSON.parse(
      JSON.stringify({
        title: 'Generated',
        ...tree,
        properties: { ...tree.properties, list },
        ...root,
        definitions: { text: { type: 'string' }, tree: { ...tree, ...inside } },
      }),
    ) as Schema
  })

/** Schemas of events: an object that may refer to definitions, one of which refers to itself. */
const mixedSchemas: fc.Arbitrary<Schema> = fc
  .record({ root: objectOf(part), text, money: objectOf(fc.oneof(text, number)) })
  .map(({ root, ...definitions }) => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Generated',
    ...root,
    ...definitionsUsed(root, { ...definitions, tree }),
  }))

/** Only what the schema refers to, as a change to anything else is none; `text` for whoever comes to refer to it. */
function definitionsUsed(root: Schema, { text, ...others }: Schema): Schema {
  const whole = JSON.stringify([root, others.money])
  const used = Object.entries(others).filter(([name]) => whole.includes(`#/definitions/${name}`))
  return { definitions: { text, ...Object.fromEntries(used) } }
}

export const eventSchemas: fc.Arbitrary<Schema> = fc.oneof(
  { arbitrary: mixedSchemas, weight: 4 },
  { arbitrary: judgedTrees, weight: 1 },
)

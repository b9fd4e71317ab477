import { expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.ts'
import { type Patch, schemaOf } from './patch.fixture.ts'
import { refusalLine } from './refusal.ts'

const next = 'publish the next version as a file beside this one'
const leave = `leave it as it was, or ${next}`
const modern = 'https://json-schema.org/draft/2020-12/schema'
const text = { type: 'string', maxLength: 100 }
const money = {
  '/definitions': { money: { type: 'object', properties: { amount: { type: 'integer' } } } },
  '/properties/tax': { $ref: '#/definitions/money' },
}

/** What stands on both sides first, the patch of order.created.v1, and what is said of it. */
interface Row {
  readonly first?: Patch
  readonly patch: Patch
  readonly said: string
}

const rows: Record<string, Row> = {
  'a combinator added': {
    patch: { '/anyOf': [{ required: ['orderId'] }] },
    said: `/anyOf: anyOf: absent → [{"required":["orderId"]}]; breaks old events; instead ${leave}`,
  },
  'a combinator removed': {
    first: { '/not': { required: ['legacy'] } },
    patch: { '/not': undefined },
    said: `/not: not: {"required":["legacy"]} → absent; breaks old consumers; instead ${leave}`,
  },
  'a combinator changed within': {
    first: { '/anyOf': [{ required: ['orderId'] }, { properties: { note: text } }] },
    patch: { '/anyOf/1/properties/note/maxLength': 9 },
    said: `/anyOf: anyOf/1/properties/note/maxLength: 100 → 9; breaks both; instead ${leave}`,
  },
  'a combinator changed behind a $ref': {
    first: { '/definitions': { a: text }, '/oneOf': [{ properties: { note: { $ref: '#/definitions/a' } } }] },
    patch: { '/definitions/a/maxLength': 9 },
    said: `/oneOf: behind $ref "#/definitions/a" maxLength: 100 → 9; breaks both; instead ${leave}`,
  },
  'a combinator changed that looks at a place which grows': {
    first: { '/not': { properties: { box: { $ref: '#/properties/items' } }, required: ['box'] } },
    patch: { '/properties/items/items/properties/note': text },
    said: `/not: behind $ref "#/properties/items" items/properties/note: absent → {"type":"string","maxLength":100}; breaks both; instead ${leave}`,
  },
  'a dependency on more': {
    first: { '/dependencies': { orderId: ['customerId'] } },
    patch: { '/dependencies/orderId/-': 'createdAt' },
    said: `/dependencies: dependencies/orderId: ["customerId"] → ["createdAt","customerId"]; breaks both; instead ${leave}`,
  },
  'a pattern of names': {
    patch: { '/patternProperties': { '^x-': text } },
    said: `/patternProperties: patternProperties: absent → {"^x-":{"type":"string","maxLength":100}}; breaks both; instead ${leave}`,
  },
  'a rule for names': {
    patch: { '/propertyNames': { maxLength: 20 } },
    said: `/propertyNames: propertyNames: absent → {"maxLength":20}; breaks old events; instead ${leave}`,
  },
  'a tuple instead of one schema for all items': {
    first: { '/properties/tags': { type: 'array', items: text } },
    patch: { '/properties/tags/items': [text] },
    said: `/properties/tags/items: items: {"type":"string","maxLength":100} → [{"type":"string","maxLength":100}]; breaks both; instead ${leave}`,
  },
  'a schema for items': {
    first: { '/properties/tags': { type: 'array' } },
    patch: { '/properties/tags/items': { type: 'string' } },
    said: `/properties/tags/items/type: type: absent → "string"; breaks old events; instead ${leave}`,
  },
  'another $ref': {
    first: { ...money, '/definitions/sum': text },
    patch: { '/properties/tax/$ref': '#/definitions/sum' },
    said: `/properties/tax/$ref: $ref: "#/definitions/money" → "#/definitions/sum"; breaks both; instead ${leave}`,
  },
  'a $ref instead of a schema': {
    first: { '/definitions': { id: { type: 'string' } } },
    patch: { '/properties/orderId': { $ref: '#/definitions/id' } },
    said: `/properties/orderId/$ref: $ref: absent → "#/definitions/id"; breaks both; instead ${leave}`,
  },
  'what a $ref leads to': {
    first: money,
    patch: { '/definitions/money/properties/amount/maximum': 9 },
    said: `/definitions/money/properties/amount/maximum: maximum tightened: absent → 9; breaks old events; instead ${leave}`,
  },
  'what a $ref leads to that something further up judges too': {
    first: { ...money, '/not': { properties: { tax: { required: ['note'] } }, required: ['tax'] } },
    patch: { '/definitions/money/properties/note': text },
    said: `/definitions/money/properties/note: new property that another keyword here or further up may already judge; breaks both; instead choose another name, or ${next}`,
  },
  'what a schema judges that is met again behind another one': {
    first: {
      '/definitions': {
        tree: { properties: { twig: { $ref: '#/definitions/twig' } } },
        twig: {
          properties: { tree: { $ref: '#/definitions/tree' } },
          not: { properties: { tree: { required: ['note'] } }, required: ['tree'] },
        },
      },
      '/properties/tree': { $ref: '#/definitions/tree' },
    },
    patch: { '/definitions/tree/properties/note': text },
    said: `/definitions/tree/properties/note: new property that another keyword here or further up may already judge; breaks both; instead choose another name, or ${next}`,
  },
  'what a $ref with a neighbour leads to': {
    first: { ...money, '/properties/tax/maxProperties': 9 },
    patch: { '/definitions/money/properties/note': text },
    said: `/properties/tax/$ref: behind $ref "#/definitions/money" properties/note: absent → {"type":"string","maxLength":100}; breaks both; instead ${leave}`,
  },
  'what stands beside a $ref': {
    first: money,
    patch: { '/properties/tax/maxProperties': 1 },
    said: `/properties/tax/$ref: maxProperties: absent → 1; breaks both; instead ${leave}`,
  },
  'an external $ref, even one that stayed': {
    first: { '/properties/tax': { $ref: 'urn:tax' } },
    patch: {},
    said: `/properties/tax/$ref: $ref "urn:tax" leads to no schema here and cannot be judged; breaks both; instead ${leave}`,
  },
  'a $ref that cannot be decoded': {
    first: { '/properties/tax': { $ref: '#/definitions/%FF' } },
    patch: {},
    said: `/properties/tax/$ref: $ref "#/definitions/%FF" leads to no schema here and cannot be judged; breaks both; instead ${leave}`,
  },
  'a $ref that an inner $id leads astray': {
    first: { '/properties/tax': { $id: 'urn:other', items: { $ref: '#/properties/orderId' } } },
    patch: {},
    said: `/properties/tax/items/$ref: $ref "#/properties/tax/properties/orderId" leads to no schema here and cannot be judged; breaks both; instead ${leave}`,
  },
  'a $ref whose goal depends on who refers': {
    first: { '/$schema': modern, '/properties/tax': { $dynamicRef: '#node' } },
    patch: {},
    said: `/properties/tax/$dynamicRef: $dynamicRef "#node" leads to one place or another, depending on who refers, and cannot be judged; breaks both; instead ${leave}`,
  },
  'a tuple of 2020-12': {
    first: { '/$schema': modern, '/properties/tags': { prefixItems: [text], items: false } },
    patch: { '/properties/tags/prefixItems/0/maxLength': 9 },
    said: `/properties/tags/prefixItems: prefixItems/0/maxLength: 100 → 9; breaks both; instead ${leave}`,
  },
  'a dependency on more in 2020-12': {
    first: { '/$schema': modern, '/dependentRequired': { orderId: ['customerId'] } },
    patch: { '/dependentRequired/orderId/-': 'createdAt' },
    said: `/dependentRequired: dependentRequired/orderId: ["customerId"] → ["createdAt","customerId"]; breaks both; instead ${leave}`,
  },
  'a property that unevaluatedProperties keeps out': {
    first: { '/$schema': modern, '/unevaluatedProperties': false },
    patch: { '/properties/note': text },
    said: `/properties/note: new property where unevaluatedProperties judges it; breaks old consumers; instead ${next}; keep objects open from their first version on`,
  },
  'additionalProperties that leave nothing unevaluated': {
    first: { '/$schema': modern, '/unevaluatedProperties': false },
    patch: { '/additionalProperties': true },
    said: `/additionalProperties: additionalProperties: absent → true: so unevaluatedProperties judges other properties; breaks both; instead ${leave}`,
  },
  'items that leave nothing unevaluated': {
    first: { '/$schema': modern, '/properties/tags': { prefixItems: [text], unevaluatedItems: false } },
    patch: { '/properties/tags/items': {} },
    said: `/properties/tags/items: items: absent → {}: so unevaluatedItems judges other items; breaks both; instead ${leave}`,
  },
  'a format of another kind': {
    first: { '/properties/day': { type: 'string', format: 'date' } },
    patch: { '/properties/day/format': 'date-time' },
    said: `/properties/day/format: format: "date" → "date-time"; breaks both; instead ${leave}`,
  },
  'the $id': {
    patch: { '/$id': 'urn:orderflow:order.placed.v1' },
    said: '/$id: $id: "urn:orderflow:order.created.v1" → "urn:orderflow:order.placed.v1"; breaks both; instead leave it, as it names the topic; another topic is another file',
  },
  'the title of the root': {
    patch: { '/title': 'OrderPlaced' },
    said: `/title: title: "OrderCreated" → "OrderPlaced"; breaks both; instead leave it, as it is the event's type on the wire, or ${next}`,
  },
  'a schema of a dialect that nobody knows': {
    first: { '/$schema': 'https://example.com/dialect' },
    patch: { '/properties/note': text },
    said: '/$schema: a schema changed whose dialect is none of draft-06 to draft 2020-12 and cannot be judged; breaks both; instead write schemas in draft-07 or draft 2020-12',
  },
  'a schema in another draft': {
    patch: { '/$schema': modern },
    said: `/$schema: $schema: "http://json-schema.org/draft-07/schema#" → "${modern}"; breaks both; instead ${leave}`,
  },
}

test.each(Object.entries(rows))('%s', (_, { first = {}, patch, said }) => {
  const refusals = compareSchemas(
    schemaOf('order.created.v1', first),
    schemaOf('order.created.v1', first, patch),
  )
  expect(refusals.map(refusalLine)).toEqual([said])
})

test.each([
  [null, 'null → {}'],
  [[], '[] → {}'],
  ['text', '"text" → {}'],
  [7, '7 → {}'],
])('what is no schema cannot be judged: %j', (before, change) => {
  const refusal = { pointer: '', change: `schema: ${change}`, breaks: 'both', instead: leave }
  expect(compareSchemas(before, {})).toEqual([refusal])
  expect(compareSchemas(before, before)).toEqual([])
})

test('a schema that is nested too deep is refused, not fallen over', () => {
  const deep = Array.from({ length: 20_000 }).reduce<object>(items => ({ items }), {})
  expect(compareSchemas(deep, deep).map(refusalLine)).toEqual([
    ': a schema nested more than 100 levels deep cannot be judged; breaks both; instead write it flatter, with $refs',
  ])
})

test('a name with a line break stays on one line', () => {
  const [before, after] = [[], ['a\nb']].map(required =>
    schemaOf('order.created.v1', { '/required': required }),
  )
  const added = { properties: { 'a\nb': {} }, required: ['a\nb'] }
  expect(compareSchemas({ properties: {} }, added).map(refusalLine).join()).not.toContain('\n')
  expect(compareSchemas(before, after).map(refusalLine).join()).not.toContain('\n')
})

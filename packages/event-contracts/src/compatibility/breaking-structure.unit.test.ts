import { expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.ts'
import { type Patch, schemaOf } from './patch.fixture.ts'
import { refusalLine } from './refusal.ts'

const next = 'publish the next version as a file beside this one'
const leave = `leave it as it was, or ${next}`
const refs = `leave it as it was and refer to #/definitions/… only, or ${next}`
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
    said: `/properties/tax/$ref: $ref: "#/definitions/money" → "#/definitions/sum"; breaks both; instead ${refs}`,
  },
  'a $ref instead of a schema': {
    first: { '/definitions': { id: { type: 'string' } } },
    patch: { '/properties/orderId': { $ref: '#/definitions/id' } },
    said: `/properties/orderId/$ref: $ref: absent → "#/definitions/id"; breaks both; instead ${refs}`,
  },
  'what a $ref leads to': {
    first: money,
    patch: { '/definitions/money/properties/note': text },
    said: `/properties/tax/$ref: behind $ref "#/definitions/money" properties/note: absent → {"type":"string","maxLength":100}; breaks both; instead ${refs}`,
  },
  'what stands beside a $ref': {
    first: money,
    patch: { '/properties/tax/maxProperties': 1 },
    said: `/properties/tax/$ref: maxProperties: absent → 1; breaks both; instead ${refs}`,
  },
  'an external $ref, even one that stayed': {
    first: { '/properties/tax': { $ref: 'urn:tax' } },
    patch: {},
    said: `/properties/tax/$ref: $ref "urn:tax" leads to nothing in this file and cannot be judged; breaks both; instead ${refs}`,
  },
  'a $ref that cannot be decoded': {
    first: { '/properties/tax': { $ref: '#/definitions/%FF' } },
    patch: {},
    said: `/properties/tax/$ref: $ref "#/definitions/%FF" leads to nothing in this file and cannot be judged; breaks both; instead ${refs}`,
  },
  'a $ref that an inner $id leads astray': {
    first: { ...money, '/properties/orderId/$id': 'urn:other' },
    patch: {},
    said: `/properties/tax/$ref: $ref "#/definitions/money" leads to nothing in this file and cannot be judged; breaks both; instead ${refs}`,
  },
  'the $id': {
    patch: { '/$id': 'urn:orderflow:order.placed.v1' },
    said: '/$id: $id: "urn:orderflow:order.created.v1" → "urn:orderflow:order.placed.v1"; breaks both; instead leave it, as it names the topic; another topic is another file',
  },
  'the title of the root': {
    patch: { '/title': 'OrderPlaced' },
    said: `/title: title: "OrderCreated" → "OrderPlaced"; breaks both; instead leave it, as it is the event's type on the wire, or ${next}`,
  },
  'a schema of another draft': {
    first: { '/$schema': 'https://json-schema.org/draft/2020-12/schema' },
    patch: { '/properties/note': text },
    said: '/$schema: a schema changed that is not of draft-07 and cannot be judged; breaks both; instead write schemas in draft-07',
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

test('a name with a line break stays on one line', () => {
  const [before, after] = [[], ['a\nb']].map(required =>
    schemaOf('order.created.v1', { '/required': required }),
  )
  const added = { properties: { 'a\nb': {} }, required: ['a\nb'] }
  expect(compareSchemas({ properties: {} }, added).map(refusalLine).join()).not.toContain('\n')
  expect(compareSchemas(before, after).map(refusalLine).join()).not.toContain('\n')
})

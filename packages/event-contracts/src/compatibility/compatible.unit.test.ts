import { describe, expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.ts'
import { type Patch, schemaOf } from './patch.fixture.ts'

const text = { type: 'string', maxLength: 100 }
const refersToMoney = {
  '/definitions': { money: { type: 'object', properties: { amount: { type: 'integer' } } } },
  '/properties/tax': { $ref: '#/definitions/money' },
}

/** What changes, in which schema, the patch, and what stands on both sides first. */
const rows: [what: string, topic: string, patch: Patch, both?: Patch][] = [
  ['nothing', 'order.created.v1', {}],
  ['a new optional property', 'shipment.dispatched.v1', { '/properties/carrier': text }],
  ['one in the items of a list', 'order.created.v1', { '/properties/items/items/properties/note': text }],
  [
    'one in an object within',
    'payment.captured.v1',
    { '/properties/amount/properties/scale': { type: 'integer' } },
  ],
  [
    'one in an object in a list',
    'stock.reserved.v1',
    {
      '/properties/lines/items/properties/unitPrice/properties/scale': { type: 'integer' },
    },
  ],
  [
    'one that is an object with required properties',
    'order.created.v1',
    {
      '/properties/address': { type: 'object', required: ['city'], properties: { city: text } },
    },
  ],
  [
    'one that is closed',
    'order.created.v1',
    {
      '/properties/address': { type: 'object', additionalProperties: false },
    },
  ],
  [
    'one with a local $ref',
    'order.created.v1',
    {
      '/definitions': { city: text },
      '/properties/city': { $ref: '#/definitions/city' },
    },
  ],
  ['one with a default', 'order.created.v1', { '/properties/channel': { ...text, default: 'web' } }],
  [
    'ones called like keywords',
    'order.created.v1',
    {
      '/properties/required': { type: 'boolean' },
      '/properties/properties': text,
      '/properties/constructor': text,
      '/properties/$ref': text,
    },
  ],
  [
    'one in an object that is open by its own word',
    'order.created.v1',
    { '/properties/note': text },
    {
      '/additionalProperties': { description: 'Whatever comes later.' },
    },
  ],
  [
    'one beside an anyOf that does not speak of it',
    'order.created.v1',
    { '/properties/note': text },
    {
      '/anyOf': [{ required: ['orderId'] }, { properties: { customerId: text } }],
    },
  ],
  [
    'one that no pattern of names matches',
    'order.created.v1',
    { '/properties/note': text },
    {
      '/patternProperties': { '^x-': text },
    },
  ],
  ['a description', 'order.created.v1', { '/properties/orderId/description': 'Other words.' }],
  ['examples', 'order.created.v1', { '/examples': [] }],
  [
    'an inner title, a comment, deprecation',
    'order.created.v1',
    {
      '/properties/orderId/title': 'Order id',
      '/properties/orderId/$comment': 'text',
      '/properties/orderId/deprecated': true,
      '/properties/orderId/readOnly': true,
    },
  ],
  [
    'annotations within a combinator',
    'order.created.v1',
    { '/anyOf/0/description': 'text' },
    {
      '/anyOf': [{ required: ['orderId'] }],
    },
  ],
  [
    'the order of required',
    'order.created.v1',
    {
      '/required': ['createdAt', 'items', 'customerId', 'orderId'],
    },
  ],
  [
    'the order of an enum',
    'payment.captured.v1',
    {
      '/properties/amount/properties/currency/enum': ['USD', 'EUR'],
    },
    { '/properties/amount/properties/currency/enum': ['EUR', 'USD'] },
  ],
  [
    'the order of types',
    'stock.rejected.v1',
    { '/properties/productId/type': ['null', 'string'] },
    {
      '/properties/productId/type': ['string', 'null'],
    },
  ],
  ['a type as a list of one', 'order.created.v1', { '/properties/orderId/type': ['string'] }],
  ['a bound that says nothing', 'order.created.v1', { '/properties/orderId/minLength': 0 }],
  ['-0 for 0', 'inventory.adjusted.v1', { '/properties/sold/minimum': -0 }],
  ['additionalProperties: true said aloud', 'order.created.v1', { '/additionalProperties': true }],
  ['uniqueItems: false said aloud', 'order.created.v1', { '/properties/items/uniqueItems': false }],
  [
    'true for an empty schema',
    'order.created.v1',
    { '/properties/extra': {} },
    { '/properties/extra': true },
  ],
  [
    'a property behind a $ref',
    'order.created.v1',
    { '/definitions/money/properties/note': text },
    refersToMoney,
  ],
  [
    'a property behind a $ref of 2020-12, by its anchor',
    'order.created.v1',
    { '/$defs/money/properties/note': text },
    {
      '/$schema': 'https://json-schema.org/draft/2020-12/schema',
      '/$defs': { money: { $anchor: 'money', properties: { amount: { type: 'integer' } } } },
      '/properties/tax': { $ref: '#money', description: 'What the state gets.' },
    },
  ],
  [
    'a property behind a $ref to a schema that is embedded with its own $id',
    'order.created.v1',
    { '/definitions/money/properties/note': text },
    {
      '/$id': 'https://example.com/order.json',
      '/definitions': {
        money: {
          $id: 'money.json',
          properties: { amount: { $ref: '#/definitions/amount' } },
          definitions: { amount: { type: 'integer' } },
        },
      },
      '/properties/tax': { $ref: 'https://example.com/money.json' },
    },
  ],
  [
    'one beside unevaluatedProperties that take all',
    'order.created.v1',
    { '/properties/note': text },
    { '/unevaluatedProperties': {} },
  ],
  [
    'the order of dependentRequired',
    'order.created.v1',
    { '/dependentRequired/a': ['c', 'b'] },
    { '/dependentRequired': { a: ['b', 'c'] } },
  ],
  ['a definition that nobody refers to', 'order.created.v1', { '/definitions/other': text }, refersToMoney],
  [
    'a description behind a $ref',
    'order.created.v1',
    { '/definitions/money/description': 'x' },
    refersToMoney,
  ],
]

describe('compatible both ways', () => {
  test.each(rows)('%s (%s)', (_, topic, patch, both = {}) => {
    expect(compareSchemas(schemaOf(topic, both), schemaOf(topic, both, patch))).toEqual([])
  })

  test('a schema that refers to itself', () => {
    const tree = { '/properties/child': { $ref: '#' }, '/properties/twin': { $ref: '#/properties/child' } }
    expect(compareSchemas(schemaOf('order.created.v1', tree), schemaOf('order.created.v1', tree))).toEqual([])
  })

  test('the order of members anywhere', () => {
    const reversed = JSON.parse(JSON.stringify(schemaOf('stock.reserved.v1')), (_, value) =>
      typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    )
    expect(compareSchemas(schemaOf('stock.reserved.v1'), reversed)).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.ts'
import { type Patch, schemaOf } from './patch.fixture.ts'

const next = 'publish the next version as a file beside this one'
const otherName = `choose another name, or ${next}`
const stayOpen = `${next}; keep objects open from their first version on`
const sameFile = 'put the schema that it names beside this one, or write it out'
const text = { type: 'string', maxLength: 100 }
const note = '/properties/note'
const deepNote = '/properties/items/items/properties/note'

type Row = [pointer: string, schema: unknown, first: Patch, change: string, breaks: string, instead: string]

/** A property that is added to order.created.v1, and what stands there on both sides first. */
const rows: Row[] = [
  [
    note,
    text,
    { '/additionalProperties': false },
    'new property in a closed object',
    'old consumers',
    stayOpen,
  ],
  [
    deepNote,
    text,
    { '/properties/items/items/additionalProperties': false },
    'new property in a closed object',
    'old consumers',
    stayOpen,
  ],
  [
    note,
    text,
    { '/additionalProperties': text },
    'new property where additionalProperties has a schema',
    'both',
    stayOpen,
  ],
  [
    '/properties/x-note',
    text,
    { '/patternProperties': { '^x-': text } },
    'new property that patternProperties already judges by "^x-"',
    'both',
    otherName,
  ],
  [
    note,
    text,
    { '/patternProperties': { '(': text } },
    'new property that patternProperties already judges by "("',
    'both',
    otherName,
  ],
  [
    note,
    text,
    { '/propertyNames': { maxLength: 20 } },
    'new property where propertyNames judges every name',
    'both',
    next,
  ],
  [
    note,
    text,
    { '/required/-': 'note' },
    'new property that was required before it was declared',
    'both',
    otherName,
  ],
  [
    '/properties/labels/properties',
    { note: text },
    { '/properties/labels': { type: 'object' } },
    'new property in an object that declared none, so old events may hold any',
    'old events',
    next,
  ],
  [
    '/properties/__proto__',
    text,
    {},
    'new property with a name that JavaScript reads otherwise',
    'both',
    otherName,
  ],
  [
    note,
    { $ref: 'urn:orderflow:note' },
    {},
    'new property whose $ref "urn:orderflow:note" leads to no schema here and cannot be judged',
    'both',
    sameFile,
  ],
  [
    note,
    { items: { $ref: '#/definitions/none' } },
    {},
    'new property whose $ref "#/definitions/none" leads to no schema here and cannot be judged',
    'both',
    sameFile,
  ],
  [
    '/properties/a~1b~0c',
    text,
    { '/additionalProperties': false },
    'new property in a closed object',
    'old consumers',
    stayOpen,
  ],
]

test.each(rows)('%s: %j with %j', (pointer, schema, first, change, breaks, instead) => {
  const before = schemaOf('order.created.v1', first)
  const [refusal, ...others] = compareSchemas(
    before,
    schemaOf('order.created.v1', first, { [pointer]: schema }),
  )
  expect(refusal).toMatchObject({ change, breaks, instead })
  expect(refusal?.pointer).toBe(pointer.endsWith('properties') ? `${pointer}/note` : pointer)
  expect(others).toEqual([])
})

const judges: [by: string, pointer: string, first: Patch][] = [
  ['a branch of anyOf', note, { '/anyOf': [{ properties: { note: text } }, { required: ['orderId'] }] }],
  ['what anyOf requires', note, { '/anyOf': [{ required: ['note'] }, true] }],
  ['if', note, { '/if': { properties: { note: { const: 'x' } } }, '/then': { minProperties: 5 } }],
  ['not', note, { '/not': { required: ['note', 'orderId'] } }],
  ['the key of dependencies', note, { '/dependencies': { note: ['orderId'] } }],
  ['the names of dependencies', note, { '/dependencies': { orderId: ['note'] } }],
  ['a closed part of allOf', note, { '/allOf': [{ additionalProperties: false }] }],
  ['a part of allOf that has patterns', note, { '/allOf': [{ patternProperties: { '^n': text } }] }],
  ['a value that the whole must equal', note, { '/enum': [{ note: 'x' }] }],
  ['a part of allOf that judges the rest', note, { '/allOf': [{ unevaluatedProperties: false }] }],
  ['a dependency', note, { '/dependentRequired': { note: ['orderId'] } }],
  ['a schema that depends on it', note, { '/dependentSchemas': { note: { maxProperties: 3 } } }],
  ['contains, further up', deepNote, { '/properties/items/contains': { properties: { note: text } } }],
  ['allOf, far up', deepNote, { '/allOf': [{ properties: { items: { items: { required: ['note'] } } } }] }],
  [
    'a part of allOf behind a $ref',
    note,
    {
      '/definitions': { noted: { properties: { note: text } } },
      '/allOf': [{ $ref: '#/definitions/noted' }],
    },
  ],
]

test.each(judges)('that is already judged by %s', (_, pointer, first) => {
  const before = schemaOf('order.created.v1', first)
  const change = 'new property that another keyword here or further up may already judge'
  expect(compareSchemas(before, schemaOf('order.created.v1', first, { [pointer]: text }))).toEqual([
    { pointer, change, breaks: 'both', instead: otherName },
  ])
})

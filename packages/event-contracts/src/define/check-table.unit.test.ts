import { expect, test } from 'vitest'
import { defineEvents } from './events.ts'
import type { EventTable, Row } from './table.ts'

const schema = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, n: { type: 'integer' } },
}
const row: Row = { topic: 'a.happened.v1', key: 'id', schema }
const upcast = (data: object) => data
const validator = () => true

const inTable = (change: object) => ({ Happened: { ...row, ...change } as Row })

test.each<[string, EventTable, string]>([
  ['two events', { A: row, B: row }, 'EVENT_TABLE_INVALID: B and A have the same topic a.happened.v1'],
  [
    'a topic twice in one event',
    inTable({ older: [{ ...row, upcast }] }),
    'EVENT_TABLE_INVALID: Happened and Happened have the same topic',
  ],
  [
    'no version in the topic',
    inTable({ topic: 'a.happened' }),
    'Happened has the topic "a.happened"; let it end in its version',
  ],
  ['version 0', inTable({ topic: 'a.happened.v0' }), 'Happened has the topic "a.happened.v0"'],
  ['a space in the topic', inTable({ topic: 'a happened.v1' }), 'be of letters, digits, dots and hyphens'],
  ['no topic', inTable({ topic: undefined }), 'Happened has the topic undefined'],
  ['no schema', inTable({ schema: undefined }), 'a.happened.v1 has no schema'],
  [
    'a key that may be missing',
    inTable({ key: 'n' }),
    'the key "n", but the schema of a.happened.v1 does not require',
  ],
  ['a key that is no text', inTable({ key: 'n', schema: { ...schema, required: ['n'] } }), 'the key "n"'],
  ['no key', inTable({ key: undefined }), 'the key undefined'],
  [
    'a key that an earlier version lacks',
    inTable({ topic: 'a.happened.v2', older: [{ topic: 'a.happened.v1', schema: {}, upcast }] }),
    'the schema of a.happened.v1 does not require',
  ],
  ['one validator of two', inTable({ quick: validator }), 'a.happened.v1 has one generated validator'],
  ['a type with a space', { 'A B': row }, '"A B" is to be a name'],
  [
    'a gap between versions',
    inTable({ topic: 'a.happened.v3', older: [{ ...row, upcast }] }),
    'EVENT_VERSION_UNKNOWN: nothing converts Happened from version 2 to 3; give `older` the versions newest first',
  ],
  [
    'versions oldest first',
    inTable({
      topic: 'a.happened.v3',
      older: [
        { ...row, upcast },
        { ...row, topic: 'a.happened.v2', upcast },
      ],
    }),
    'EVENT_VERSION_UNKNOWN: nothing converts Happened from version 2 to 3',
  ],
  [
    'no upcast',
    inTable({ topic: 'a.happened.v2', older: [row] }),
    'EVENT_VERSION_UNKNOWN: nothing converts Happened from version 1 to 2',
  ],
  [
    'a keyword that there is not',
    inTable({ schema: { ...schema, requird: ['n'] } }),
    'EVENT_SCHEMA_INVALID: the schema of a.happened.v1 does not compile: strict mode: unknown keyword: "requird"',
  ],
  [
    'a format that there is not',
    inTable({ schema: { ...schema, properties: { id: { type: 'string', format: 'no-format' } } } }),
    'EVENT_SCHEMA_INVALID: the schema of a.happened.v1 does not compile: unknown format "no-format"',
  ],
  [
    'a $ref to nothing',
    inTable({ schema: { ...schema, properties: { id: { type: 'string' }, n: { $ref: 'urn:hotel:none' } } } }),
    "EVENT_SCHEMA_INVALID: the schema of a.happened.v1 does not compile: can't resolve reference urn:hotel:none",
  ],
  [
    'a draft that ajv does not know',
    inTable({ schema: { ...schema, $schema: 'http://json-schema.org/draft-04/schema#' } }),
    'EVENT_SCHEMA_INVALID: the schema of a.happened.v1 does not compile: no schema with key or ref',
  ],
])('%s is refused in a sentence', (_, table, sentence) => {
  expect(() => defineEvents('hotel', table)).toThrow(sentence)
})

test.each(['', 'A hotel', 'urn:hotel'])('the namespace %j is refused', namespace => {
  expect(() => defineEvents(namespace, {})).toThrow('EVENT_TABLE_INVALID: the namespace')
})

test.each<[string, object]>([
  ['a constant', { required: ['id'], properties: { id: { const: 'one' } } }],
  ['one of some texts', { required: ['id'], properties: { id: { enum: ['a', 'b'] } } }],
  ['a part of allOf', { allOf: [{ required: ['id'] }, { properties: { id: { type: 'string' } } }] }],
  [
    'a definition, twice over',
    {
      $ref: '#/definitions/a~1b',
      definitions: {
        'a/b': { required: ['id'], properties: { id: { $ref: '#/definitions/id' } } },
        id: { type: 'string' },
      },
    },
  ],
])('a key may be required by %s', (_, schema) => {
  expect(defineEvents('hotel', inTable({ schema })).contracts.Happened?.key).toBe('id')
})

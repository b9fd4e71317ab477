import { expect, test } from 'vitest'
import { folderWith } from './folder.fixture.ts'
import { checkGenerated } from './generate.ts'

const modern = 'https://json-schema.org/draft/2020-12/schema'
const object = { type: 'object' }
const with_ = (property: unknown, more: object = {}) => ({ ...object, properties: { a: property }, ...more })

/** Files of the folder `schemas`, and what is said of them, without the folder's path. */
const rows: Readonly<Record<string, [files: Readonly<Record<string, unknown>>, said: string]>> = {
  'no JSON': [
    { 'a.v1.json': '{"type": }' },
    'SCHEMA_NOT_JSON: schemas/a.v1.json is not JSON: Unexpected token',
  ],
  'no object': [{ 'a.v1.json': [] }, 'SCHEMA_INVALID: schemas/a.v1.json is to be a JSON object'],
  'no events': [
    { 'a.json': object },
    'SCHEMAS_NONE: schemas has no events: name their files <event>.v<N>.json',
  ],
  'no folder': [{}, 'SCHEMAS_NONE: schemas is no folder that can be read: ENOENT'],
  'a topic that Kafka refuses': [
    { 'a b.v1.json': object },
    'SCHEMA_FILE_INVALID: schemas/a b.v1.json gives the topic "a b.v1": Kafka takes letters',
  ],
  'the $id of another topic': [
    { 'a.v1.json': { $id: 'urn:hotel:b.v1' } },
    'SCHEMA_FILE_INVALID: schemas/a.v1.json#/$id names the topic b.v1, but the file',
  ],
  'one topic in two files': [
    { 'a/b.v1.json': object, 'a.b.v1.json': { ...object, title: 'Other' } },
    'TOPIC_TWICE: schemas/a/b.v1.json has the topic a.b.v1, as has a.b.v1.json: give one of them another',
  ],
  'one type in two files': [
    { 'a.v1.json': { title: 'Booked' }, 'b.v1.json': { title: 'booked' } },
    'TYPE_TWICE: schemas/b.v1.json has the type BookedV1, as has a.v1.json: give one of them another title',
  ],
  'one $id in two files': [
    { 'a.v1.json': { $id: 'https://x.example/a' }, 'b.v1.json': { $id: 'https://x.example/a' } },
    'ID_TWICE: schemas/b.v1.json has the $id https://x.example/a, as has a.v1.json: give one of them another',
  ],
  'a dialect of its own': [
    { 'a.v1.json': { $schema: 'http://json-schema.org/draft-04/schema#' } },
    'SCHEMA_DIALECT_UNKNOWN: schemas/a.v1.json#/$schema is none of draft-07, 2019-09 and 2020-12',
  ],
  'two dialects in one event': [
    { 'a.v1.json': with_({ $ref: 'b.json' }), 'b.json': { $schema: modern } },
    'SCHEMA_DIALECT_MIXED: schemas/b.json#/$schema is 2020-12, but an event of draft-07 refers to the file',
  ],
  'a value that the dialect refuses': [
    { 'a.v1.json': with_({ type: 'text' }) },
    'SCHEMA_INVALID: schemas/a.v1.json#/properties/a/type must be equal to one of the allowed values, says draft-07',
  ],
  'a keyword misspelt, in a file referred to': [
    { 'a.v1.json': with_({ $ref: 'b.json' }), 'b.json': with_({ maxLenght: 3 }) },
    'SCHEMA_KEYWORD_UNKNOWN: schemas/b.json#/properties/a/maxLenght is no keyword of draft-07',
  ],
  'a keyword of a later draft': [
    { 'a.v1.json': with_({ prefixItems: [] }) },
    'SCHEMA_KEYWORD_UNKNOWN: schemas/a.v1.json#/properties/a/prefixItems is no keyword of draft-07',
  ],
  'a tuple of an earlier draft': [
    { 'a.v1.json': with_({ items: [true] }, { $schema: modern }) },
    'SCHEMA_INVALID: schemas/a.v1.json#/properties/a/items must be object,boolean, says 2020-12',
  ],
  'a format that nobody knows': [
    { 'a.v1.json': with_({ format: 'money' }) },
    'SCHEMA_FORMAT_UNKNOWN: schemas/a.v1.json#/properties/a/format "money" is no format that is known: use a pattern',
  ],
  'a pattern that is none': [
    { 'a.v1.json': with_({ pattern: '\\_' }) },
    'SCHEMA_PATTERN_INVALID: schemas/a.v1.json#/properties/a/pattern Invalid regular expression: /\\_/u: Invalid escape',
  ],
  'a $ref to nothing': [
    { 'a.v1.json': with_({ $ref: '../b.json' }) },
    'SCHEMA_REF_UNKNOWN: schemas/a.v1.json#/properties/a/$ref "../b.json" leads to no schema here: put the file',
  ],
  'a $ref that is dynamic': [
    { 'a.v1.json': with_({ $dynamicRef: '#a' }, { $schema: modern }) },
    'SCHEMA_REF_DYNAMIC: schemas/a.v1.json#/properties/a/$dynamicRef leads to one place or another',
  ],
}

test.each(Object.entries(rows))('%s', async (_, [files, said]) => {
  const inSchemas = Object.fromEntries(Object.entries(files).map(([path, file]) => [`schemas/${path}`, file]))
  await using folder = await folderWith(inSchemas)
  const error: Error = await checkGenerated(folder).then(
    () => new Error('nothing was said'),
    error => error,
  )
  const lines = error.message.replaceAll(`${folder.root}/`, '').split('\n')
  expect(lines).toEqual([expect.stringContaining(said)])
})

test('all that is wrong is said at once', async () => {
  await using folder = await folderWith({
    'schemas/a.v1.json': with_({ format: 'money', pattern: '(' }),
    'schemas/b.v1.json': '',
  })
  await expect(checkGenerated(folder)).rejects.toMatchObject({
    faults: [
      { code: 'SCHEMA_NOT_JSON' },
      { code: 'SCHEMA_FORMAT_UNKNOWN' },
      { code: 'SCHEMA_PATTERN_INVALID' },
    ],
  })
})

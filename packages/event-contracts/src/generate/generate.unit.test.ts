import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from './folder.fixture.ts'
import { checkGenerated, writeGenerated } from './generate.ts'

const modern = 'https://json-schema.org/draft/2020-12/schema'
const text = { type: 'string' }
const guest = { type: 'object', required: ['name'], properties: { name: text } }
const booking = (guest: object, more: object = {}) => ({
  title: 'Booked',
  type: 'object',
  required: ['id', 'guest'],
  properties: { id: text, guest },
  ...more,
})

interface Row {
  readonly files: Readonly<Record<string, unknown>>
  readonly topic: string
  readonly typeName: string
  /** Data that follow the schema, and data that do not. */
  readonly valid: unknown
  readonly invalid: unknown
  /** What the type has. */
  readonly typed?: RegExp
}

const ada = { id: '1', guest: { name: 'ada' } }
const rows: Readonly<Record<string, Row>> = {
  'a domain with a hyphen': {
    files: {
      'room-service/ordered.v1.json': { title: 'RoomServiceOrdered', type: 'object', required: ['id'] },
    },
    topic: 'room-service.ordered.v1',
    typeName: 'RoomServiceOrderedV1',
    valid: { id: 1 },
    invalid: {},
  },
  'folders in folders': {
    files: { 'hotel/rooms/assigned.v12.json': { title: 'RoomAssigned', type: 'object' } },
    topic: 'hotel.rooms.assigned.v12',
    typeName: 'RoomAssignedV12',
    valid: {},
    invalid: 7,
  },
  'one flat folder, no title': {
    files: { 'room.assigned_late.v1.schema.json': { type: 'object' } },
    topic: 'room.assigned_late.v1',
    typeName: 'RoomAssignedLateV1',
    valid: {},
    invalid: [],
  },
  'a title in words': {
    files: { 'a.v1.json': { title: 'A guest has checked-in', type: 'object' } },
    topic: 'a.v1',
    typeName: 'AGuestHasCheckedInV1',
    valid: {},
    invalid: [],
  },
  'a $ref to another file': {
    files: { 'booked.v1.json': booking({ $ref: 'common/guest.json' }), 'common/guest.json': guest },
    topic: 'booked.v1',
    typeName: 'BookedV1',
    valid: ada,
    invalid: { id: '1', guest: {} },
    typed: /guest: BookedV1Guest\b[\s\S]*interface BookedV1Guest \{\s+readonly name: string/,
  },
  'a $ref by $id, to a part that refers on, in 2020-12': {
    files: {
      'booked.v1.json': booking({ $ref: 'https://a.example/people#/$defs/guest' }, { $schema: modern }),
      'x/people.json': {
        $id: 'https://a.example/people',
        $defs: {
          guest: { ...guest, properties: { name: { $ref: '#name' } } },
          n: { $anchor: 'name', ...text },
        },
      },
    },
    topic: 'booked.v1',
    typeName: 'BookedV1',
    valid: ada,
    invalid: { id: '1', guest: { name: 7 } },
    typed: /readonly name: BookedV1N\b/,
  },
  'a schema that refers to itself from another file': {
    files: {
      'grown.v1.json': { type: 'object', properties: { tree: { $ref: 'tree.json' } } },
      'tree.json': { type: 'object', properties: { left: { $ref: '#' }, fruit: { type: 'integer' } } },
    },
    topic: 'grown.v1',
    typeName: 'GrownV1',
    valid: { tree: { left: { left: { fruit: 1 } } } },
    invalid: { tree: { left: { left: { fruit: 'fig' } } } },
    typed: /interface GrownV1Tree \{[^}]*readonly left\?: GrownV1Tree/,
  },
  'the keywords of 2020-12': {
    files: {
      'a.v1.json': {
        $schema: modern,
        type: 'object',
        properties: {
          point: { type: 'array', prefixItems: [{ type: 'integer' }, text], items: false, minItems: 2 },
        },
        dependentRequired: { point: ['unit'] },
        unevaluatedProperties: { type: ['array', 'null', 'string'] },
      },
    },
    topic: 'a.v1',
    typeName: 'AV1',
    valid: { point: [1, 'a'], unit: null },
    invalid: { point: [1, 'a', 2], unit: null },
    typed: /readonly point\?: \[number, string\]/,
  },
  'formats, values that are compared, and notes': {
    files: {
      'a.v1.json': {
        type: 'object',
        properties: {
          day: { type: 'string', format: 'date' },
          id: { type: 'string', format: 'uuid', 'x-order': 1 },
          count: { type: 'integer', format: 'int32' },
          at: { type: 'string', format: 'date-time' },
          tags: { type: 'array', uniqueItems: true },
          kind: { const: { a: [1] } },
          'room-no': { type: ['integer', 'null'] },
        },
      },
    },
    topic: 'a.v1',
    typeName: 'AV1',
    valid: {
      day: '2026-02-28',
      id: '019bc134-7840-721d-8467-ce6cd412641a',
      count: 7,
      at: '2026-02-28T10:00:00Z',
      tags: [{ a: 1 }, { a: 2 }],
      kind: { a: [1] },
    },
    invalid: { day: '2026-02-30' },
    typed: /readonly 'room-no'\?: number \| null/,
  },
}

test.each(Object.entries(rows))('%s', async (_, { files, topic, typeName, valid, invalid, typed = /./ }) => {
  const inSchemas = Object.fromEntries(Object.entries(files).map(([path, file]) => [`schemas/${path}`, file]))
  await using folder = await folderWith(inSchemas)
  await writeGenerated({ ...folder, format: 'js' })
  const { versions } = await import(join(folder.output, 'versions.js'))
  expect(Object.keys(versions)).toEqual([topic])
  for (const validator of [versions[topic].quick, versions[topic].thorough]) {
    expect({ valid: validator(valid), errors: validator.errors }).toMatchObject({ valid: true })
    expect(validator(invalid)).toBe(false)
  }
  const types = await readFile(join(folder.output, 'types.d.ts'), 'utf8')
  expect(types).toContain(`readonly '${topic}': ${typeName}`)
  expect(types).toMatch(typed)
  expect(await checkGenerated({ ...folder, format: 'js' })).toMatchObject({ paths: [] })
})

test('schemas of both drafts, in TypeScript and JavaScript, with another name for this package', async () => {
  const old = { type: 'object', properties: { day: { type: 'string', format: 'date' } } }
  await using folder = await folderWith({
    'schemas/old.v1.json': old,
    'schemas/new.v1.json': { ...old, $schema: modern },
    'schemas/notes.json': {},
  })
  for (const format of ['ts', 'js'] as const) {
    const { paths, unused } = await writeGenerated({ ...folder, format })
    expect(paths.length).toBeGreaterThan(4)
    expect(unused).toEqual(['notes.json'])
    const { versions } = await import(join(folder.output, `versions.${format}`))
    expect(Object.keys(versions)).toEqual(['new.v1', 'old.v1'])
    for (const { quick } of Object.values<{ quick: (data: unknown) => boolean }>(versions)) {
      expect([quick({ day: '2026-01-01' }), quick({ day: '1' })]).toEqual([true, false])
    }
  }
  await writeGenerated({ ...folder, from: '#contracts' })
  expect(await readFile(join(folder.output, 'quick.ts'), 'utf8')).toContain("from '#contracts/runtime'")
  await expect(checkGenerated(folder)).resolves.toMatchObject({ paths: { length: 3 } })
})

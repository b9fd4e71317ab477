import { describe, expect, test } from 'vitest'
import { compareFiles, type FileRefusal } from './compare-files.ts'
import { schemaOf } from './patch.fixture.ts'

const created = 'schemas/order/created.v1.json'
const schema = schemaOf('order.created.v1')
const golden = 'packages/event-contracts/golden/order.created.v1.json'

const files = (schemas: Record<string, unknown>, events: Record<string, string> = {}) => ({
  schemas: new Map(Object.entries(schemas)),
  golden: new Map(Object.entries(events)),
})
const said = ({ file, change, instead }: FileRefusal) => [file, change, instead]

describe('schemas', () => {
  test('new files are welcome', () => {
    expect(compareFiles(files({}), files({ [created]: schema }, { [golden]: '{}' }))).toEqual([])
  })

  test('what changed in a schema is said with its file', () => {
    const after = files({ [created]: schemaOf('order.created.v1', { '/title': 'OrderPlaced' }) })
    expect(compareFiles(files({ [created]: schema }), after)).toMatchObject([
      { file: created, pointer: '/title', breaks: 'both' },
    ])
  })

  test('a deleted one is refused', () => {
    expect(compareFiles(files({ [created]: schema }), files({})).map(said)).toEqual([
      [created, 'schema deleted, while its events are still on their topic and read', 'put the file back'],
    ])
  })

  const placed = 'schemas/order/placed.v1.json'
  test.each([
    ['moved as it is', schema],
    ['moved with its $id', schemaOf('order.created.v1', { '/$id': 'urn:orderflow:order.placed.v1' })],
    ['moved and changed', schemaOf('order.created.v1', { '/properties/note': { type: 'string' } })],
  ])('one that is %s is another topic', (_, moved) => {
    expect(compareFiles(files({ [created]: schema }), files({ [placed]: moved })).map(said)).toEqual([
      [
        created,
        `schema deleted: it is now ${placed}, so the topic changed, while its events are still on their topic and read`,
        'put the file back; another topic is another file',
      ],
    ])
  })
})

test.each([
  ['changed', { [golden]: '{"a": 1} ' }],
  ['deleted', {}],
])('a golden event %s is refused', (how, after) => {
  expect(compareFiles(files({}, { [golden]: '{"a": 1}' }), files({}, after))).toEqual([
    {
      file: golden,
      pointer: '',
      change: `golden event ${how}, though events like it are still on their topic`,
      breaks: 'old events',
      instead: 'put it back; a golden event never changes: add another file',
    },
  ])
})

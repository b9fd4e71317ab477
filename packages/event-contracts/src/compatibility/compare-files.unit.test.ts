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

describe('$refs from file to file', () => {
  const money = { $id: 'https://example.com/money.json', properties: { amount: { type: 'integer' } } }
  const event = (ref: string) => ({ title: 'Paid', properties: { price: { $ref: ref } } })
  const paths = [
    '../common/money.json',
    'common/money.json',
    'https://example.com/money.json',
    'file:///common/money.json',
  ]

  test.each(paths)('are followed: %s', ref => {
    const set = (shared: object) => files({ 'paid/paid.v1.json': event(ref), 'common/money.json': shared })
    const grown = { ...money, properties: { ...money.properties, scale: {} } }
    const narrowed = { ...money, properties: { amount: { type: 'integer', maximum: 9 } } }
    expect(compareFiles(set(money), set(grown))).toEqual([])
    expect(compareFiles(set(money), set(narrowed))).toMatchObject([
      { file: 'common/money.json', pointer: '/properties/amount/maximum', breaks: 'old events' },
    ])
  })

  test('say what judges the other file from here', () => {
    const judge = { not: { properties: { price: { required: ['scale'] } } } }
    const set = (shared: object) =>
      files({ 'paid.json': { ...event('money.json'), ...judge }, 'money.json': shared })
    const grown = { ...money, properties: { ...money.properties, scale: {} } }
    expect(compareFiles(set(money), set(grown))).toMatchObject([
      { file: 'money.json', pointer: '/properties/scale', change: expect.stringContaining('further up') },
    ])
  })

  test('may lead into schemas that are not compared', () => {
    const set = (shared: object) => ({
      ...files({ 'paid.json': event('money.json') }),
      others: new Map([['money.json', shared]]),
    })
    expect(compareFiles(set(money), set(money))).toEqual([])
    expect(compareFiles(set(money), set({ type: 'object' }))).not.toEqual([])
  })

  test.each([
    ['to no file', {}],
    ['to an $id that two files have', { 'a.json': money, 'b.json': money }],
  ])('%s cannot be judged', (_, others) => {
    const set = files({ 'paid.json': event('https://example.com/money.json'), ...others })
    expect(compareFiles(set, set)).toMatchObject([
      {
        file: 'paid.json',
        pointer: '/properties/price/$ref',
        change: expect.stringContaining('leads to no schema'),
      },
    ])
  })
})

test('two schemas without an $id are not one event', () => {
  const [before, after] = [files({ 'a.json': { title: 'A' } }), files({ 'b.json': { title: 'B' } })]
  expect(compareFiles(before, after)).toMatchObject([{ instead: 'put the file back' }])
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

import { expect, expectTypeOf, test } from 'vitest'
import type { Rows } from '../batch/rows.ts'
import type { Input } from '../types/decider.ts'
import type { Tx } from '../types/statement.ts'
import { storeOf } from './store-of.ts'
import { table } from './table.ts'

const input = (data: unknown): Input => {
  return { id: 'i', type: 'Booked', data, at: '2026-01-15T10:30:00Z', correlationId: 'c', initiator: 'guest' }
}

/** A connection that answers every statement with these rows, and the statements that it was sent. */
function recording(rows: object[] = []) {
  const sent: Parameters<Tx['query']>[0][] = []
  const tx = {
    query: async (statement: (typeof sent)[0]) => {
      sent.push(statement)
      return { rows, rowCount: rows.length }
    },
  } as Tx
  return { tx, sent }
}
const oneLine = (text = '') => text.replace(/\s+/g, ' ').trim()

const nights = table('nights', { night: 'text', taken: 'integer' })

test('the statements of a table are there to be read', () => {
  const all = {
    ...table('hotel.order', { orderId: 'text', lines: 'jsonb', of: 'varchar(9) null' }).statements,
  }
  expect(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, oneLine(text)]))).toEqual({
    create:
      'CREATE TABLE IF NOT EXISTS "hotel"."order" ( "order_id" text COLLATE "C" PRIMARY KEY, "lines" jsonb NOT NULL, "of" varchar(9) )',
    load: 'SELECT "order_id" AS "orderId", "lines" AS "lines", "of" AS "of" FROM "hotel"."order" AS t WHERE t."order_id" = ANY ($1::text[]) ORDER BY t."order_id" FOR UPDATE',
    find: 'SELECT "order_id" AS "orderId", "lines" AS "lines", "of" AS "of" FROM "hotel"."order" AS t WHERE t."order_id" = ANY ($1::text[]) ORDER BY t."order_id"',
    insert:
      'INSERT INTO "hotel"."order" AS t ("order_id", "lines", "of") SELECT "order_id", "lines", "of" FROM unnest($1::text[], $2::jsonb[], $3::text[]) AS n ("order_id", "lines", "of")',
    update:
      'UPDATE "hotel"."order" t SET "lines" = n."lines", "of" = n."of" FROM unnest($1::text[], $2::jsonb[], $3::text[]) AS n ("order_id", "lines", "of") WHERE t."order_id" = n."order_id"',
  })
})

test('an update leaves out what is fixed, and there is none where all is', () => {
  const columns = { id: 'uuid', at: 'timestamptz', n: 'bigint' } as const
  expect(oneLine(table('counts', columns, { fixed: ['at'] }).statements.update)).toBe(
    'UPDATE "counts" t SET "n" = n."n" FROM unnest($1::uuid[], $2::bigint[]) AS n ("id", "n") WHERE t."id" = n."id"',
  )
  const kept = table('counts', columns, { fixed: ['at', 'n'] })
  expect(kept.statements.update).toBeUndefined()
})

const uuid = '0198c0de-0000-7000-8000-00000000000a'
const keyOf = (key: 'text' | 'integer' | 'uuid' | 'date') => table('rooms', { room: key, n: 'integer' })
const byData = ({ data }: Input<{ readonly rooms: string | string[] }>) => data.rooms

test.each([
  ['of its name, each once', keyOf('text'), ['a', 'b', 'a'].map(room => ({ room })), ['a', 'b']],
  [
    'none for data without it',
    keyOf('text'),
    [{}, null, 'room', { room: {} }, { room: null }, { room: 'a' }],
    ['a'],
  ],
  [
    'numbers of a numeric key',
    keyOf('integer'),
    [{ room: 7 }, { room: '8' }, { room: -1 }],
    ['7', '8', '-1'],
  ],
  [
    'no text that is no number',
    keyOf('integer'),
    [{ room: 'x' }, { room: '07' }, { room: 1.5 }, { room: '1' }],
    ['1'],
  ],
  [
    'uuids in small letters',
    keyOf('uuid'),
    [{ room: uuid.toUpperCase() }, { room: uuid }, { room: 'a' }],
    [uuid],
  ],
  ['days', keyOf('date'), [{ room: '2026-12-24' }, { room: 'Christmas' }], ['2026-12-24']],
  [
    'those of keysOf',
    table('rooms', { room: 'text' }, { keysOf: byData }),
    [{ rooms: 'a' }, { rooms: ['b', 'a'] }, { rooms: [] }, {}],
    ['a', 'b'],
  ],
])('what inputs load: %s', async (_, rooms, data, keys) => {
  const { tx, sent } = recording()
  await rooms.load(tx, data.map(input))
  expect(sent).toEqual([{ name: 'rooms-lock', text: rooms.statements.load, values: [keys] }])
})

test('nothing to load, nothing to save: no statement', async () => {
  const { tx, sent } = recording()
  const rows = await nights.load(tx, [input({ room: 1 })])
  expect([...sent, ...nights.save(rows)]).toEqual([])
})

test('a keysOf that throws says on what', async () => {
  const broken = table('rooms', { room: 'text' }, { keysOf: byData })
  await expect(broken.load(recording().tx, [input(null)])).rejects.toMatchObject({
    code: 'KEYS_UNKNOWN',
    message: expect.stringMatching(/^keysOf of the table rooms threw on Booked: Cannot read/),
  })
})

test('new rows are inserted by key, changed ones updated, the others left', async () => {
  const loaded = ['c', 'd'].map(night => ({ night, taken: 1 }))
  const rows = await nights.load(
    recording(loaded).tx,
    ['b', 'c', 'a', 'd'].map(night => input({ night })),
  )
  for (const night of ['b', 'c', 'a']) rows.set({ night, taken: (rows.get(night)?.taken ?? 0) + 1 })
  rows.commit(input({}))
  const { insert, update } = nights.statements
  expect(nights.save(rows)).toEqual([
    {
      name: 'nights-insert',
      text: insert,
      values: [
        ['a', 'b'],
        [1, 1],
      ],
    },
    { name: 'nights-update', text: update, values: [['c'], [2]] },
  ])
})

test('values are rows of JavaScript one way, and columns the other', async () => {
  const stays = table('stays', {
    id: 'integer',
    at: 'timestamptz null',
    cents: 'bigint',
    notes: 'jsonb null',
  })
  const read = { id: 7, at: new Date(0), cents: '12', notes: [1] }
  const stay = { id: 7, at: '1970-01-01T00:00:00.000Z', cents: 12, notes: [1] }
  const rows = await stays.load(recording([read]).tx, [input({ id: 7 }), input({ id: '8' })])
  expect(rows.get('7')).toEqual(stay)
  rows.set({ ...stay, notes: ['a'] })
  rows.set({ id: 8, at: null, cents: 0, notes: null })
  rows.commit(input({}))
  expect(stays.save(rows).map(({ values }) => values)).toEqual([
    [[8], [null], [0], [null]],
    [[7], [stay.at], [12], ['["a"]']],
  ])
  await expect(stays.find(recording([{ ...read, cents: '9007199254740993' }]).tx, '7')).rejects.toThrow(
    'beyond 2^53',
  )
})

test.each([
  [
    'get',
    'text',
    'b',
    /^The batch has not loaded the row "b" of the table rooms: an input loads .* room .* keysOf\.$/,
  ],
  ['set', 'text', 'b', /^The batch has not loaded the row "b"/],
  ['get', 'integer', 'b', /^There cannot be the row "b" of the table rooms: its room is integer\.$/],
] as const)('%s of a row that was not loaded throws: %s %s', async (verb, type, key, message) => {
  const rows = await keyOf(type).load(recording().tx, [input({ room: 'a' })])
  const act = verb === 'get' ? () => rows.get(key) : () => rows.set({ room: key, n: 1 } as never)
  expect(act).toThrow(
    expect.objectContaining({ code: 'ROW_NOT_LOADED', message: expect.stringMatching(message) }),
  )
})

test('a uuid is the same row in capitals', async () => {
  const rooms = keyOf('uuid')
  const rows = await rooms.load(recording([{ room: uuid, n: 1 }]).tx, [input({ room: uuid.toUpperCase() })])
  expect(rows.get(uuid.toUpperCase())).toEqual({ room: uuid, n: 1 })
  rows.set({ room: uuid.toUpperCase(), n: 2 } as never)
  rows.commit(input({}))
  expect([rows.inserted(), rows.updated().length]).toEqual([[], 1])
})

test('rows are found without locks, by what one likes', async () => {
  const { tx, sent } = recording([{ night: 'a', taken: 1 }])
  expect(await nights.find(tx, 'a')).toEqual({ night: 'a', taken: 1 })
  expect(await nights.findAll(tx, ['a', 'a'])).toEqual([{ night: 'a', taken: 1 }])
  await nights.select(tx, { text: 'WHERE taken > $1', values: [3] })
  const { find } = nights.statements
  expect(sent).toEqual([
    { name: 'nights-find', text: find, values: [['a']] },
    { name: 'nights-find', text: find, values: [['a']] },
    {
      text: 'SELECT "night" AS "night", "taken" AS "taken" FROM "nights" AS t WHERE taken > $1',
      values: [3],
    },
  ])
})

type Loose = Record<string, never>
test.each<[string, string, object, object | undefined, string]>([
  [
    'an array',
    'rooms',
    { id: 'text', tags: 'text[]' },
    undefined,
    'says that tags is "text[]"; it knows text,',
  ],
  ['an unknown word', 'rooms', { id: 'string' }, undefined, 'says that id is "string"; it knows text,'],
  ['a word of objects', 'rooms', { id: 'constructor' }, undefined, 'says that id is "constructor"; it knows'],
  ['not null said twice', 'rooms', { id: 'text not null' }, undefined, 'says that id is "text not null"'],
  ['no columns', 'rooms', {}, undefined, 'has no columns.'],
  [
    'a key that is no column',
    'rooms',
    { id: 'text' },
    { key: 'room' },
    'has no column room, which is to be its key.',
  ],
  [
    'a key that may be null',
    'rooms',
    { id: 'text null' },
    undefined,
    'cannot have id as its key: that is never null',
  ],
  ['a key of a type with many forms', 'rooms', { id: 'timestamptz' }, undefined, 'not timestamptz.'],
  ['a name in capitals', 'Rooms', { id: 'text' }, undefined, 'is no name: at most 50 small letters'],
  ['a name that ends a statement', 'a"; DROP', { id: 'text' }, undefined, 'is no name'],
  ['a property that is none', 'rooms', { 'id"': 'text' }, undefined, 'or not in camelCase.'],
  [
    'two properties of one column',
    'rooms',
    { aB: 'text', a_b: 'text' },
    undefined,
    'two properties for its column "a_b".',
  ],
  [
    'a fixed property that is none',
    'rooms',
    { id: 'text' },
    { fixed: ['at'] },
    'has no column at, which is to be fixed.',
  ],
])('%s is refused when the table is made', (_, name, columns, options, fault) => {
  expect(() => table(name, columns as Loose, options as never)).toThrow(
    expect.objectContaining({
      code: 'TABLE_INVALID',
      message: expect.stringContaining(fault),
    }),
  )
})

test('a store loads its tables side by side, and saves them in their order', async () => {
  const store = storeOf({ nights, guests: table('guests', { name: 'text', visits: 'integer' }) })
  const { tx, sent } = recording()
  const world = await store.load(tx, [input({ night: 'a', name: 'b' })])
  expectTypeOf(world.nights.get('a')).toEqualTypeOf<
    { readonly night: string; readonly taken: number } | undefined
  >()
  world.guests.set({ name: 'b', visits: 1 })
  world.nights.set({ night: 'a', taken: 1 })
  for (const rows of Object.values(world)) rows.commit(input({}))
  expect(sent.map(({ name }) => name)).toEqual(['nights-lock', 'guests-lock'])
  expect(store.save(world).map(({ name }) => name)).toEqual(['nights-insert', 'guests-insert'])
  expect(store.statements.nights).toBe(nights.statements)
})

test('the columns make the type of the row, or are held to it', () => {
  const all = table('things', {
    id: 'uuid',
    size: 'varchar(10) null',
    price: 'numeric(10, 2)',
    weight: 'double precision null',
    sold: 'boolean',
    day: 'date',
    data: 'jsonb',
  })
  expectTypeOf(all.rows()).toEqualTypeOf<
    Rows<{
      readonly id: string
      readonly size: string | null
      readonly price: string
      readonly weight: number | null
      readonly sold: boolean
      readonly day: string
      readonly data: unknown
    }>
  >()

  interface Room {
    readonly id: string
    readonly state: 'FREE' | 'TAKEN'
    readonly guest: string | null
    readonly beds: readonly { readonly width: number }[]
  }
  const rooms = table<Room>(
    'rooms',
    { id: 'text', state: 'text', guest: 'text null', beds: 'jsonb' },
    { key: 'id' },
  )
  expectTypeOf(rooms.rows()).toEqualTypeOf<Rows<Room>>()
})

/** Never called: these do not compile. */
export function refused() {
  interface Room {
    readonly id: string
    readonly beds: number
    readonly guest: string | null
  }
  // @ts-expect-error beds is a number
  table<Room>('rooms', { id: 'text', beds: 'text', guest: 'text null' })
  // @ts-expect-error guest may be null
  table<Room>('rooms', { id: 'text', beds: 'integer', guest: 'text' })
  // @ts-expect-error beds is missing
  table<Room>('rooms', { id: 'text', guest: 'text null' })
  // @ts-expect-error room is no property of it
  table<Room>('rooms', { id: 'text', beds: 'integer', guest: 'text null' }, { key: 'room' })
  // @ts-expect-error a property that may be missing fits no column
  table<{ readonly id: string; readonly beds?: number }>('rooms', { id: 'text', beds: 'integer' })
  // @ts-expect-error SQL has no strings
  table('rooms', { id: 'string' })
  // @ts-expect-error no arrays
  table('rooms', { id: 'text', tags: 'text[]' })
  // @ts-expect-error the key is a column
  table('rooms', { id: 'text' }, { key: 'room' })
  // @ts-expect-error taken is a number
  nights.rows().set({ night: 'a', taken: '1' })
  // @ts-expect-error taken is missing
  nights.rows().set({ night: 'a' })
  // @ts-expect-error it has no rooms
  nights.rows().get('a')?.rooms
}

test.each<[string, object, string]>([
  ['less', { night: 'a' }, 'has no taken'],
  ['more', { night: 'a', taken: 1, token: 2 }, 'has token, which is no column'],
])('a row of %s than the columns is not saved', (_, row, fault) => {
  const rows = nights.rows()
  rows.set(row as never)
  rows.commit(input({}))
  expect(() => nights.save(rows)).toThrow(
    expect.objectContaining({ code: 'ROW_INVALID', message: expect.stringContaining(fault) }),
  )
})

test.each<[number | null, boolean]>([
  [2 ** 53 - 1, true],
  [null, true],
  [2 ** 53, false],
  [1.5, false],
])('a bigint of %s, which can be read again or not: %s', (sum, isSaved) => {
  const sums = table('sums', { id: 'text', sum: 'bigint null' })
  const rows = sums.rows()
  rows.set({ id: 'a', sum })
  rows.commit(input({}))
  if (isSaved) expect(sums.save(rows)).toHaveLength(1)
  else expect(() => sums.save(rows)).toThrow(expect.objectContaining({ code: 'ROW_INVALID' }))
})

import { expect, it } from 'vitest'
import type { Rights } from '../../types/rights.ts'
import type { Relation } from './catalog.ts'
import { own, ownFunctions } from './own.ts'
import { wantedRights } from './wanted.ts'

const relation = (name: string, columns: readonly string[], more: Partial<Relation> = {}): Relation => ({
  schema: 'public',
  name,
  object: `TABLE public.${name}`,
  isPartition: false,
  isFinal: false,
  columns: Object.fromEntries(columns.map(column => [column, column])),
  sequences: [],
  ...more,
})
const routine = (name: string) => ({ schema: 'public', name, object: `ROUTINE public.${name}()` })

/** What messaging's own migrations make, as far as its rights name it. */
const ours = Object.entries(own.tables).map(([name, { insert = [], update = [] }]) =>
  relation(name, [...new Set([...insert, ...update])]),
)
const rooms = relation('rooms', ['id', 'guest', 'offset'], {
  columns: { id: 'id', guest: 'guest', offset: '"offset"' },
  sequences: ['SEQUENCE public.rooms_id_seq'],
})

const wanted = (rights: Rights, relations: readonly Relation[] = [rooms]) =>
  wantedRights({
    rights,
    schema: 'public',
    relations: [...ours, ...relations],
    routines: [...ownFunctions, 'price'].map(routine),
  })

it('passes over what a newer release has taken away, where one has set the database up', () => {
  const rights: Rights = { tables: { rooms: { insert: ['id', 'gone'] }, left: {} }, functions: ['left'] }
  const described = { rights, schema: 'public', relations: [...ours, rooms], routines: [] }
  expect(() => wantedRights(described)).toThrow('left')
  const { rights: given } = wantedRights({ ...described, isOlder: true })
  expect([...given].filter(right => right.includes('rooms'))).toEqual([
    'INSERT (id) ON TABLE public.rooms',
    'USAGE ON SEQUENCE public.rooms_id_seq',
  ])
})

const ofRooms = (rights: Rights) => [...wanted(rights).rights].filter(right => right.includes('rooms')).sort()

it('gives what is listed, column by column, and a sequence with the rows that it fills', () => {
  expect(
    ofRooms({
      tables: { rooms: { select: '*', insert: ['id', 'offset'], update: ['guest'], delete: true } },
    }),
  ).toEqual([
    'DELETE ON TABLE public.rooms',
    'INSERT ("offset") ON TABLE public.rooms',
    'INSERT (id) ON TABLE public.rooms',
    'SELECT ON TABLE public.rooms',
    'UPDATE (guest) ON TABLE public.rooms',
    'USAGE ON SEQUENCE public.rooms_id_seq',
  ])
  expect(ofRooms({ tables: { rooms: {} } })).toEqual([])
})

it('knows what is not listed, partitions apart: those are reached through their tables', () => {
  const partition = relation('rooms_2026', ['id'], { isPartition: true })
  expect(wanted({ tables: {} }, [rooms, partition]).unlisted).toEqual([rooms])
  expect(wanted({ tables: { rooms: {} } }, [rooms, partition]).unlisted).toEqual([])
})

const executed = (rights: Rights) =>
  [...wanted(rights).rights].flatMap(right => /^EXECUTE ON ROUTINE public\.(\w+)\(\)$/.exec(right)?.[1] ?? [])

it("lets the application call what is listed; of this package's functions, only those that it calls", () => {
  const calls = ['inbox_maintain', 'command_keys_maintain', 'outbox_unpack', 'outbox_shard']
  expect(executed({ tables: {} })).toEqual(calls)
  expect(executed({ tables: {}, functions: ['price'] })).toEqual([...calls, 'price'])
  expect(executed({ tables: {}, functions: '*' })).toEqual([...calls, 'price'])
})

it('passes over what there is not, for those who list what they know of', () => {
  const rights: Rights = { tables: { rooms: { insert: ['id', 'floor'] }, guests: {} }, unlisted: 'left' }
  expect(ofRooms(rights)).toEqual([
    'INSERT (id) ON TABLE public.rooms',
    'USAGE ON SEQUENCE public.rooms_id_seq',
  ])
})

it.each<[string, Rights, Partial<Relation>, string]>([
  ['a table that there is not', { tables: { room: {} } }, {}, 'RIGHTS_UNKNOWN'],
  ['a column that there is not', { tables: { rooms: { update: ['guests'] } } }, {}, 'RIGHTS_UNKNOWN'],
  ['a function that there is not', { tables: { rooms: {} }, functions: ['prices'] }, {}, 'RIGHTS_UNKNOWN'],
  ['a partition', { tables: { rooms: {} } }, { isPartition: true }, 'RIGHTS_UNKNOWN'],
  [
    'to change what is final',
    { tables: { rooms: { update: ['guest'] } } },
    { isFinal: true },
    'RIGHTS_APPEND_ONLY',
  ],
  [
    'to delete what is final',
    { tables: { rooms: { delete: true } } },
    { isFinal: true },
    'RIGHTS_APPEND_ONLY',
  ],
])('refuses %s', (_what, rights, more, code) => {
  expect(() => wanted(rights, [{ ...rooms, ...more }])).toThrow(expect.objectContaining({ code }))
})

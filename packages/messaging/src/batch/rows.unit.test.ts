import { expect, test } from 'vitest'
import type { Input } from '../types/decider.ts'
import { Rows } from './rows.ts'

type Row = { readonly id: string; readonly n: number }

const by = (id: string): Input => {
  return { id, type: 'Any', data: {}, at: '2026-01-15T10:30:00Z', correlationId: 'c', initiator: 'customer' }
}
const given = (...loaded: Row[]) => new Rows<Row>(row => row.id, loaded)

test('what was loaded is read, and is no change', () => {
  const rows = given({ id: 'a', n: 1 })
  expect(rows.get('a')).toEqual({ id: 'a', n: 1 })
  expect(rows.get('b')).toBeUndefined()
  rows.commit(by('input-1'))
  expect(rows.changes()).toEqual([])
})

test('what is staged is read at once, and becomes a change with the commit', () => {
  const rows = given({ id: 'a', n: 1 })
  rows.set({ id: 'a', n: 2 })
  rows.set({ id: 'b', n: 1 })

  expect([rows.get('a')?.n, rows.get('b')?.n]).toEqual([2, 1])
  expect([rows.changes(), rows.inserted(), rows.updated()]).toEqual([[], [], []])
  rows.commit(by('input-1'))

  expect(rows.inserted()).toEqual([{ id: 'b', n: 1 }])
  expect(rows.updated()).toEqual([{ id: 'a', n: 2 }])
  expect([rows.stored('a'), rows.stored('b')]).toEqual([{ id: 'a', n: 1 }, undefined])
  expect(rows.changes()).toEqual([
    { row: { id: 'a', n: 2 }, by: by('input-1') },
    { row: { id: 'b', n: 1 }, by: by('input-1') },
  ])
})

test.each([
  ['a loaded row', 'a', { id: 'a', n: 1 }],
  ['a new row', 'b', undefined],
])('a rollback leaves no trace of %s', (_, id, before) => {
  const rows = given({ id: 'a', n: 1 })
  rows.set({ id, n: 9 })
  rows.rollback()
  expect(rows.get(id)).toEqual(before)
  rows.commit(by('input-2'))
  expect(rows.changes()).toEqual([])
})

test('a rollback goes back to the last commit, not to what was loaded', () => {
  const rows = given({ id: 'a', n: 1 })
  rows.set({ id: 'a', n: 2 })
  rows.commit(by('input-1'))
  rows.set({ id: 'a', n: 3 })
  rows.rollback()
  expect(rows.get('a')).toEqual({ id: 'a', n: 2 })
  expect(rows.changes()).toEqual([{ row: { id: 'a', n: 2 }, by: by('input-1') }])
})

test('a row that several inputs changed is one change, as it is now, by the last of them', () => {
  const rows = given({ id: 'a', n: 1 })
  for (const n of [2, 3, 4]) {
    rows.set({ id: 'a', n })
    rows.set({ id: 'b', n })
    rows.commit(by(`input-${n}`))
  }
  expect(rows.inserted()).toEqual([{ id: 'b', n: 4 }])
  expect(rows.updated()).toEqual([{ id: 'a', n: 4 }])
  expect(rows.changes().map(change => change.by.id)).toEqual(['input-4', 'input-4'])
})

test('an input that set nothing is not taken for the one that changed a row', () => {
  const rows = given()
  rows.set({ id: 'a', n: 1 })
  rows.commit(by('input-1'))
  rows.commit(by('input-2'))
  expect(rows.changes()[0]?.by.id).toBe('input-1')
})

test('what would not be saved cannot be altered: rows that are got are frozen', () => {
  const rows = new Rows<{ id: string; n: number }>(({ id }) => id, [{ id: 'a', n: 1 }])
  rows.set({ id: 'b', n: 1 })
  for (const id of ['a', 'b']) {
    expect(() => Object.assign(rows.get(id) as object, { n: 2 })).toThrow(TypeError)
    expect(rows.get(id)).toEqual({ id, n: 1 })
  }
})

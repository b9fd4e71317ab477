import { expect, test } from 'vitest'
import { stories, when } from '../domain.fixture.ts'
import { worldOf } from '../store.ts'
import { placementsOf } from './tallies.ts'

const placed = '2026-01-15T10:30:00.000Z'

test('a placement is counted once, in whichever batch its event comes', () => {
  const [created, ...rest] = stories.completed
  for (const [first, second] of [
    [[created], rest],
    [rest, [created]],
    [stories.completed, []],
  ] as const) {
    const one = worldOf()
    for (const event of first) when(one, event as never)
    const other = worldOf(one.orders.changes().map(({ row }) => row))
    for (const event of second) when(other, event as never)
    expect([...placementsOf(one.orders), ...placementsOf(other.orders)]).toEqual([{ placed, n: 1 }])
  }
})

test('one that is told anew with another time is counted at that time instead', () => {
  const [created] = stories.completed
  const one = worldOf()
  when(one, created as never)
  const other = worldOf(one.orders.changes().map(({ row }) => row))
  when(other, {
    ...created,
    id: 'again',
    data: { ...(created?.data as object), createdAt: '2026-01-15T10:30:20.000Z' },
  } as never)
  expect(placementsOf(other.orders)).toEqual([
    { placed, n: -1 },
    { placed: '2026-01-15T10:30:20.000Z', n: 1 },
  ])
})

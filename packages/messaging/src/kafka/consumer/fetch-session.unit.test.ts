import { expect, test } from 'vitest'
import { createFetchSession } from './fetch-session.ts'

const at = (...froms: number[]) => froms.map((from, partition) => ({ topic: 'a', partition, from }))
const partitions = (of: readonly { readonly partition: number }[]) => of.map(({ partition }) => partition)

/** A session that the broker keeps as number 7, with partitions 0, 1 and 2. */
function begun() {
  const session = createFetchSession<number>()
  session.next(at(5, 6, 7))
  session.answered(7)
  return session
}

test('the first fetch names all partitions, the next ones those that have moved', () => {
  const session = createFetchSession<number>()
  expect(session.next(at(5, 6, 7))).toEqual({ id: 0, epoch: 0, changed: at(5, 6, 7), forgotten: [] })
  session.answered(7)
  expect(session.next(at(5, 6, 7))).toEqual({ id: 7, epoch: 1, changed: [], forgotten: [] })
  session.answered(7)
  expect(session.next(at(5, 9, 7))).toEqual({ id: 7, epoch: 2, changed: [at(5, 9)[1]], forgotten: [] })
})

test('partitions that come are named, those that go are forgotten, once', () => {
  const session = begun()
  const others = [...at(5, 6), { topic: 'b', partition: 3, from: 0 }]
  const { changed, forgotten } = session.next(others)
  expect([partitions(changed), partitions(forgotten)]).toEqual([[3], [2]])
  session.answered(7)
  expect(session.next(others)).toMatchObject({ changed: [], forgotten: [] })
  session.answered(7)
  const fewer = session.next(others.slice(1))
  expect([fewer.changed, partitions(fewer.forgotten)]).toEqual([[], [0]])
})

test('after a failure all is told again, in a session that takes the place of the old one', () => {
  const session = begun()
  session.next(at(5, 6, 8))
  session.lost()
  expect(session.next(at(5, 6, 8))).toMatchObject({ id: 7, epoch: 0, changed: at(5, 6, 8) })
  session.answered(9)
  expect(session.next(at(5, 6, 8))).toMatchObject({ id: 9, epoch: 1, changed: [] })
})

test('a broker that keeps no session is told all each time', () => {
  const session = createFetchSession<number>()
  for (let n = 0; n < 2; n++) {
    expect(session.next(at(5))).toMatchObject({ id: 0, epoch: 0, changed: at(5) })
    session.answered(0)
  }
})

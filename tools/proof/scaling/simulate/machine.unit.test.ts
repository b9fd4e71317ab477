import { seededRandom } from '@orderflow/load'
import { expect, test } from 'vitest'
import { createMachine, type Machine, type Thread } from './machine.ts'

/** Pieces that come at random, `perMs` of them a millisecond, and take `micros()`; the mean time from coming to going, in ms. */
function meanStay(machine: Machine, threadOf: () => Thread, perMs: number, micros: () => number): number {
  const random = seededRandom(11)
  const pieces = 30_000
  let at = 0
  let stayed = 0
  let gone = 0
  for (let n = 0; n < pieces; n++) {
    at -= Math.log(1 - random()) / perMs
    const cameAt = at
    machine.after(cameAt, () =>
      machine.work(threadOf(), micros(), () => {
        stayed += machine.now - cameAt
        gone += 1
      }),
    )
  }
  machine.run()
  expect(gone).toBe(pieces)
  return stayed / pieces
}

const exponential = (mean: number) => {
  const random = seededRandom(7)
  return () => -mean * Math.log(1 - random())
}

test('one thread with exponential pieces is an M/M/1: 1 ÷ (µ − λ)', () => {
  const machine = createMachine(1)
  const thread = machine.thread()
  expect(meanStay(machine, () => thread, 0.7, exponential(1_000))).toBeCloseTo(1 / (1 - 0.7), 0)
})

test('with pieces of one size it is an M/D/1: service, and half the wait of an M/M/1', () => {
  const machine = createMachine(1)
  const thread = machine.thread()
  const stay = meanStay(
    machine,
    () => thread,
    0.7,
    () => 1_000,
  )
  expect(stay).toBeGreaterThan(0.95 * (1 + 0.7 / (2 * 0.3)))
  expect(stay).toBeLessThan(1.05 * (1 + 0.7 / (2 * 0.3)))
})

test('threads that take short turns stay as long, whatever the sizes: processor sharing', () => {
  const exact = 1 / (1 - 0.7)
  for (const micros of [exponential(1_000), () => 1_000]) {
    const machine = createMachine(1, 0.05)
    const stay = meanStay(machine, () => machine.thread(), 0.7, micros)
    expect(Math.abs(stay / exact - 1)).toBeLessThan(0.07)
  }
})

test('who has a share waits for the next period when it is used up, and the others go on', () => {
  const machine = createMachine(2)
  const ends: Record<string, number> = {}
  const begin = (name: string, share: number, micros: number) =>
    machine.work(machine.thread(share), micros, () => {
      ends[name] = machine.now
    })
  begin('limited', 0.2, 5_000)
  begin('first', 1, 20_000)
  begin('second', 1, 10_000)

  machine.run()

  // 2 ms in each 10: from 0, from 10, and what is left from 20 on, if a processor is free.
  expect(ends.limited).toBeCloseTo(21, 6)
  expect(machine.worked).toBeCloseTo(35_000, 6)
  expect(Math.max(ends.first as number, ends.second as number)).toBeLessThan(21)
})

test('a turn that is over goes to who waits', () => {
  const machine = createMachine(1, 4)
  const ends: number[] = []
  for (const micros of [10_000, 1_000]) {
    machine.work(machine.thread(), micros, () => void ends.push(machine.now))
  }

  machine.run()

  expect(ends).toEqual([5, 11])
})

test('a thread does its pieces in order, and timers of one moment come in the order of their making', () => {
  const machine = createMachine(4)
  const thread = machine.thread()
  const seen: string[] = []
  machine.work(thread, 500, () => void seen.push('first piece'))
  machine.work(thread, 100, () => void seen.push('second piece'))
  for (const name of ['a', 'b', 'c']) machine.after(2, () => void seen.push(name))
  machine.after(1, () => void seen.push('sooner'))

  machine.run()

  expect(seen).toEqual(['first piece', 'second piece', 'sooner', 'a', 'b', 'c'])
})

import { expect, it } from 'vitest'
import { createTopicBlocks } from './topic-blocks.ts'

const refusedBy = (answer: 'retry' | 'wait' | 'final') => ({ name: 'SOME_ERROR', answer })

function given() {
  let now = 0
  const holds = createTopicBlocks(() => now)
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { holds, pass }
}

it.each([
  ['retry', 5_000],
  ['wait', 60_000],
] as const)('a topic (%s) is held twice as long each time, %d ms at most', (answer, longest) => {
  const { holds, pass } = given()
  const lengths = Array.from({ length: 20 }, () => {
    holds.refused('t', refusedBy(answer), 'no')
    const [hold] = holds.all()
    const length = hold!.until
    pass(length)
    expect(holds.now()).toEqual([])
    pass(-length)
    return length
  })
  expect(lengths.slice(0, 3)).toEqual([50, 100, 200])
  expect(lengths.at(-1)).toBe(longest)
})

it('a topic that is refused for good waits until it is released', () => {
  const { holds, pass } = given()
  holds.refused('t', refusedBy('final'), 'no')
  pass(1e12)
  expect(holds.now()).toEqual(['t'])
  holds.release(['t', 'another'])
  expect(holds.now()).toEqual([])
  expect(holds.isDoubtful('t')).toBe(true)
})

it('a topic is free once its rows are taken, unless some of them were refused beside', () => {
  const { holds } = given()
  holds.refused('t', refusedBy('wait'), 'no')
  holds.accepted([{ topic: 't' }], new Set(['t']))
  expect(holds.isDoubtful('t')).toBe(true)
  holds.accepted([{ topic: 't' }], new Set())
  expect(holds.isDoubtful('t')).toBe(false)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Asked, keepAsking } from './keep-asking.ts'

const everyMs = 300
let questions: PromiseWithResolvers<string>[]
let told: Asked<string>[]
let end: () => void

beforeEach(() => {
  vi.useFakeTimers()
  ;[questions, told] = [[], []]
  end = keepAsking(
    () => {
      const question = Promise.withResolvers<string>()
      questions.push(question)
      return question.promise
    },
    came => {
      told.push(came)
      return 'answer' in came && came.answer === 'ended' ? undefined : everyMs
    },
  )
})
afterEach(() => {
  end()
  vi.useRealTimers()
})
const later = () => vi.advanceTimersByTimeAsync(10 * everyMs)

test('asks until the answer is the last one, whatever fails on the way', async () => {
  questions[0]?.resolve('open')
  await later()
  const error = new Error('503')
  questions[1]?.reject(error)
  await later()
  questions[2]?.resolve('ended')
  await later()
  expect(told).toEqual([{ answer: 'open' }, { error }, { answer: 'ended' }])
  expect(questions.length).toBe(3)
})

test('once ended, a late answer is not told and nothing is asked any more', async () => {
  end()
  questions[0]?.resolve('open')
  await later()
  expect(told).toEqual([])
  expect(questions.length).toBe(1)
})

test('nor is anything asked when it ends between two questions', async () => {
  questions[0]?.resolve('open')
  await vi.advanceTimersByTimeAsync(0)
  end()
  await later()
  expect([told.length, questions.length]).toEqual([1, 1])
})

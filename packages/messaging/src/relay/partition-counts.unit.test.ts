import pino from 'pino'
import { expect, it } from 'vitest'
import { createPartitionCounts } from './partition-counts.ts'

function given(topics: Record<string, number>) {
  const asked: string[][] = []
  const warnings: string[] = []
  let now = 0
  let failing = false
  let slow = 0
  const pass = (seconds: number) => {
    now += 1000 * seconds
  }
  const kafka = {
    async partitionCounts(names: readonly string[]) {
      asked.push([...names])
      if (failing) throw new Error('away')
      pass(slow)
      return new Map(Object.entries(topics).filter(([topic]) => names.includes(topic)))
    },
  }
  const logger = pino({ level: 'warn' }, { write: line => void warnings.push(line) })
  const counts = createPartitionCounts(kafka, logger, () => now)
  const fail = (is = true) => {
    failing = is
  }
  const answerAfter = (seconds: number) => {
    slow = seconds
  }
  return { counts, topics, asked, warnings, pass, fail, answerAfter }
}

it('a topic that grows is noticed within five seconds, and warned of', async () => {
  const { counts, topics, asked, warnings, pass } = given({ a: 6, b: 3 })
  expect(await counts.load(new Set(['a', 'b']))).toEqual(new Set())
  topics.a = 12
  pass(4.9)
  await counts.load(new Set(['a']))
  expect([counts.of('a'), asked.length]).toEqual([6, 1])
  pass(0.2)
  await counts.load(new Set(['a']))
  expect([counts.of('a'), counts.of('b')]).toEqual([12, 3])
  expect(warnings.map(line => JSON.parse(line))).toMatchObject([{ topic: 'a', before: 6, now: 12 }])
  await counts.load(new Set(['a']))
  expect(asked).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
})

it('a count that is old is not used when Kafka does not answer: a topic may have grown', async () => {
  const { counts, topics, asked, pass, fail } = given({ a: 6, b: 3 })
  await counts.load(new Set(['a']))
  fail()
  pass(4)
  expect(await counts.load(new Set(['a']))).toEqual(new Set())
  pass(2)
  await expect(counts.load(new Set(['a']))).rejects.toThrow('away')
  await expect(counts.load(new Set(['a']))).rejects.toThrow('away')
  topics.a = 12
  fail(false)
  await counts.load(new Set(['a']))
  expect(counts.of('a')).toBe(12)
  expect(asked).toHaveLength(4)
})

it('a count is as old as its question, not as its answer', async () => {
  const { counts, topics, pass, answerAfter } = given({ a: 6 })
  await counts.load(new Set(['a']))
  answerAfter(4)
  pass(6)
  await counts.load(new Set(['a']))
  topics.a = 12
  pass(2)
  await counts.load(new Set(['a']))
  expect(counts.of('a')).toBe(12)
})

it('a topic that was deleted is missing, and one that was made again with fewer is warned of', async () => {
  const { counts, topics, warnings } = given({ a: 6 })
  await counts.load(new Set(['a']))
  delete topics.a
  counts.forget('a')
  expect(await counts.load(new Set(['a']))).toEqual(new Set(['a']))
  topics.a = 1
  expect(await counts.load(new Set(['a']))).toEqual(new Set())
  expect(counts.of('a')).toBe(1)
  expect(warnings).toHaveLength(1)
})

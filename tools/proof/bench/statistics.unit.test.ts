import { describe, expect, it, test } from 'vitest'
import { figuresOver, median, pairedRatio, rotated, spread } from './statistics.ts'

describe('median', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[100, 9, 20], 20],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected)
  })

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN()
  })
})

test('a spread has the median and both ends, and says of how many runs', () => {
  expect(spread([12, 10, 17])).toEqual({ median: 12, min: 10, max: 17, runs: 3 })
  expect(spread([])).toBeUndefined()
})

describe('ratios', () => {
  const rounds = [
    { http: { rate: 10 }, commits: { rate: 100 } },
    { http: { rate: 30 }, commits: { rate: 60 } },
    { http: { rate: 40 }, commits: { rate: 200 } },
  ]

  it('are taken within a round, not between medians', () => {
    // The medians are 30 and 100, which would give 0.3.
    expect(pairedRatio(rounds, ['http', 'rate'], ['commits', 'rate'])).toEqual({
      median: 0.2,
      min: 0.1,
      max: 0.5,
      runs: 3,
    })
  })

  it('leave out a round in which one of the two failed', () => {
    const broken = [{ commits: { rate: 100 } }, ...rounds.slice(1), { http: { rate: 1 } }]

    expect(pairedRatio(broken, ['http', 'rate'], ['commits', 'rate'])).toMatchObject({
      runs: 2,
      median: 0.35,
    })
  })

  it('are none without a pair, and none of a zero', () => {
    expect(pairedRatio(rounds, ['http', 'rate'], ['dbos', 'rate'])).toBeUndefined()
    expect(pairedRatio([{ a: { x: 1 }, b: { x: 0 } }], ['a', 'x'], ['b', 'x'])).toBeUndefined()
  })
})

test('figures over the rounds: each by its name, from the rounds that have it', () => {
  const rounds = [{ http: { rate: 1, p99Ms: 5 } }, { http: { rate: 3 } }, {}]

  expect(figuresOver(rounds, 'http')).toEqual({
    rate: { median: 2, min: 1, max: 3, runs: 2 },
    p99Ms: { median: 5, min: 5, max: 5, runs: 1 },
  })
  expect(figuresOver(rounds, 'other')).toEqual({})
})

test('each round begins with another scenario', () => {
  expect([0, 1, 2, 3].map(round => rotated(['a', 'b', 'c'], round).join(''))).toEqual([
    'abc',
    'bca',
    'cab',
    'abc',
  ])
  expect(rotated([], 2)).toEqual([])
})

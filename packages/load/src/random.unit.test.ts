import { describe, expect, it } from 'vitest'
import { seededRandom } from './random.ts'

const first = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

describe('seededRandom', () => {
  it('repeats itself for a seed, beyond 32 bits too', () => {
    expect(first(42, 10)).toEqual(first(42, 10))
    expect(first(42, 10)).not.toEqual(first(42 + 2 ** 32, 10))
  })

  it('is even over [0, 1)', () => {
    const tenths = new Array<number>(10).fill(0)
    for (const value of first(1, 100_000)) tenths[Math.floor(value * 10)]! += 1
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('begins differently for neighbouring seeds', () => {
    const begins = Array.from({ length: 1_000 }, (_, seed) => first(seed, 1)[0])
    expect(new Set(begins).size).toBe(1_000)
  })
})

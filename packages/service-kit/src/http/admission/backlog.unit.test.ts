import { describe, expect, it } from 'vitest'
import { createBacklog } from './backlog.ts'

function given({ targetMs = 1_000 } = {}) {
  let at = 0
  const backlog = createBacklog({ targetMs, now: () => at })
  const pass = (milliseconds: number) => {
    at += milliseconds
  }
  /** So many end, this old, evenly within half a second. */
  const end = (count: number, ageMs: number) => {
    for (let n = 0; n < count; n++) {
      pass(500 / count)
      backlog.ended(ageMs)
    }
  }
  /** How many of those that knock get in. */
  const entered = (knocks: number, sender = 'noisy') =>
    Array.from({ length: knocks }, () => backlog.enter(sender)).filter(refusal => refusal === undefined)
      .length
  return { backlog, pass, end, entered }
}

describe('while what ends is young enough', () => {
  it('all are taken in', () => {
    const { end, entered } = given()
    expect(entered(5_000)).toBe(5_000)
    end(100, 900)
    expect(entered(5_000)).toBe(5_000)
  })

  it('though some are slow by nature, or 0 is no bound', () => {
    const { end, entered } = given()
    for (let n = 0; n < 10; n++) {
      end(8, 20_000)
      end(12, 300)
    }
    expect(entered(5_000)).toBe(5_000)
    const boundless = given({ targetMs: 0 })
    boundless.end(100, 60_000)
    expect(boundless.entered(5_000)).toBe(5_000)
  })
})

describe('while what ends is too old', () => {
  it('nine are taken in for ten that end', () => {
    const { end, entered } = given()
    end(50, 5_000)
    let taken = entered(1_000)
    for (let n = 0; n < 20; n++) {
      end(100, 5_000)
      taken += entered(1_000)
    }
    expect(taken).toBeGreaterThan(1_500)
    expect(taken).toBeLessThanOrEqual(0.9 * 2_050)
  })

  it('what was let in and refused for what it is leaves its place to others', () => {
    const { backlog, end, entered } = given()
    end(50, 5_000)
    entered(1_000)
    let taken = 0
    for (let n = 0; n < 20; n++) {
      end(100, 5_000)
      for (let m = entered(1_000, 'mistaken'); m > 0; m--) backlog.notTaken('mistaken')
      taken += entered(1_000)
    }
    expect(taken).toBeGreaterThan(1_500)
    expect(taken).toBeLessThanOrEqual(0.9 * 2_050)
  })

  it('others get in beside one who would take all', () => {
    const { backlog, end, entered } = given()
    for (let n = 0; n < 20; n++) {
      end(200, 5_000)
      entered(2_000)
      for (let m = 0; m < 5; m++) expect(backlog.enter(`quiet-${m}`)).toBeUndefined()
    }
  })

  it('says whether there is no room, or none for this sender', () => {
    const { backlog, end, entered } = given()
    end(100, 5_000)
    entered(1_000)
    expect(backlog.enter('noisy')).toBe('share')
    for (let n = 0; n < 90; n++) backlog.enter(`quiet-${n}`)
    expect(backlog.enter('one-more')).toBe('full')
  })

  it('all are taken in again when what ends is young, or when nothing ends: an outage is waited for', () => {
    const { end, pass, entered } = given()
    end(50, 5_000)
    expect(entered(1_000)).toBeLessThan(100)
    end(50, 100)
    expect(entered(1_000)).toBe(1_000)
    end(50, 5_000)
    expect(entered(1_000)).toBeLessThan(100)
    pass(2_001)
    expect(entered(1_000)).toBe(1_000)
  })

  it('the few who come after an outage are taken in, though they are too few to say how it is', () => {
    const { backlog, end, pass, entered } = given()
    end(50, 5_000)
    entered(1_000)
    pass(1_500)
    for (let n = 0; n < 15; n++) {
      pass(1_000)
      expect(entered(1)).toBe(1)
      backlog.ended(100)
    }
  })
})

import { describe, expect, it } from 'vitest'
import { createLimiter, type Limiter } from './limiter.ts'

function given({ targetMs = 100 } = {}) {
  let at = 0
  const limiter = createLimiter({ targetMs, now: () => at })
  const pass = (milliseconds: number) => {
    at += milliseconds
  }
  /** Lets in as many of the sender as get in. */
  const fill = (sender: string, most = 10_000) => {
    let entered = 0
    while (entered < most && limiter.enter(sender) === undefined) entered += 1
    return entered
  }
  /** A window in which commands take so long, all of the sender's under way being answered and replaced. */
  const window = (milliseconds: number, sender = 'noisy') => {
    pass(250)
    for (let n = 0; n < 20; n++) limiter.took(milliseconds)
    fill(sender)
  }
  return { limiter, pass, fill, window }
}
const leaveAll = (limiter: Limiter, sender: string, count: number) => {
  for (let n = 0; n < count; n++) limiter.leave(sender)
}

describe('room', () => {
  it('is all taken by many who hold little; one more finds it full', () => {
    const { limiter } = given()
    for (let n = 0; n < 500; n++) expect(limiter.enter(`customer-${n}`)).toBeUndefined()
    expect(limiter.enter('one-more')).toBe('full')
    limiter.leave('customer-7')
    expect(limiter.enter('one-more')).toBeUndefined()
    expect(limiter.inFlight).toBe(500)
  })

  it('is left to others by one who would take all', () => {
    const { limiter, fill } = given()
    expect(fill('noisy')).toBe(445) // eight ninths of 500, and one
    expect(limiter.enter('noisy')).toBe('share')
    for (let n = 0; n < 40; n++) expect(limiter.enter(`quiet-${n}`)).toBeUndefined()
    expect(limiter.enter('noisy')).toBe('share')
  })

  it('is left to others when the limit has just fallen below what is under way', () => {
    const { limiter, window, fill } = given()
    fill('noisy')
    window(200)
    expect([limiter.limit, limiter.inFlight]).toEqual([350, 445])
    expect(limiter.enter('noisy')).toBe('full')
    expect(fill('quiet')).toBe(58) // half of what two have
  })

  it('comes to equal shares of two who want all, whoever was first', () => {
    const { limiter, fill } = given()
    fill('first')
    const counts = { first: 445, second: fill('second') }
    // One after the other is answered, and both send again at once.
    for (let n = 0; n < 5_000; n++) {
      const leaving = n % 2 === 0 ? 'first' : 'second'
      limiter.leave(leaving)
      counts[leaving] -= 1
      for (const sender of ['second', 'first'] as const) {
        if (limiter.enter(sender) === undefined) counts[sender] += 1
      }
    }
    expect(Math.abs(counts.first - counts.second)).toBeLessThanOrEqual(8)
  })

  it('is given back by whoever has nothing under way any more', () => {
    const { limiter, fill } = given()
    leaveAll(limiter, 'noisy', fill('noisy'))
    expect(limiter.inFlight).toBe(0)
    expect(fill('noisy')).toBe(445)
  })
})

describe('the limit', () => {
  it('falls while commands take longer than the target, to no less than batches need', () => {
    const { limiter, window, fill } = given()
    fill('noisy')
    window(200)
    expect(limiter.limit).toBe(350)
    for (let n = 0; n < 20; n++) window(1_000)
    expect(limiter.limit).toBe(100)
  })

  it('rises while they take less and it is used, to no more than memory has', () => {
    const { limiter, window, fill } = given()
    fill('noisy')
    window(50)
    expect(limiter.limit).toBe(550)
    for (let n = 0; n < 40; n++) window(50)
    expect(limiter.limit).toBe(2_000)
  })

  it.each([10, 5_000])('stays while little of it is used, though commands take %i ms', milliseconds => {
    const { limiter, pass, fill } = given()
    fill('calm', 200)
    for (let n = 0; n < 10; n++) {
      pass(250)
      for (let m = 0; m < 20; m++) limiter.took(milliseconds)
    }
    expect(limiter.limit).toBe(500)
  })

  it('believes no single slow command, and few of them only when there are more', () => {
    const { limiter, pass, fill } = given()
    fill('noisy')
    pass(250)
    for (let n = 0; n < 19; n++) limiter.took(9_000)
    expect(limiter.limit).toBe(500)
    for (let n = 0; n < 21; n++) limiter.took(100)
    expect(limiter.limit).toBe(350)
    pass(250)
    limiter.took(60_000)
    for (let n = 0; n < 19; n++) limiter.took(100)
    expect(limiter.limit).toBe(350)
  })

  it.each([1_000, 3_000])('settles where a server of %i a second meets the target', perSecond => {
    const { limiter, pass, fill } = given({ targetMs: 200 })
    let underWay = fill('noisy')
    for (let tick = 0; tick < 3_000; tick++) {
      pass(10)
      const tookMs = (1_000 * underWay) / perSecond
      for (let n = 0; n < perSecond / 100; n++) {
        limiter.took(tookMs)
        limiter.leave('noisy')
        underWay -= 1
      }
      underWay += fill('noisy')
    }
    const tookMs = (1_000 * underWay) / perSecond
    expect(tookMs).toBeGreaterThan(150)
    expect(tookMs).toBeLessThan(230)
  })
})

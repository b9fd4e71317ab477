import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whenScraped } from './when-scraped.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

test('reads anew for each scrape, and says whether it could', async () => {
  let n = 0
  const scrape = whenScraped(async () => {
    if (++n === 2) throw new Error('away')
  })
  expect([await scrape(), await scrape(), await scrape()]).toEqual([true, false, true])
})

test('a reading that hangs is waited for a second, and not begun again until it has ended', async () => {
  const hanging = Promise.withResolvers<void>()
  const read = vi.fn(() => hanging.promise)
  const scrape = whenScraped(read)
  const scrapes = Promise.all([scrape(), scrape()])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await scrapes).toEqual([false, false])
  const third = scrape()
  expect(read).toHaveBeenCalledTimes(1)
  hanging.resolve()
  expect(await third).toBe(true)
  expect(await scrape()).toBe(true)
  expect(read).toHaveBeenCalledTimes(2)
})

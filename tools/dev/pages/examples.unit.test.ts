import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

const examples = [
  'event-contracts/example/bookings.ts',
  'event-contracts/example/compare.ts',
  'events/example/events.ts',
].map(path => new URL(`../../../packages/${path}`, import.meta.url).href)

test.each(examples)('%s prints what its comments say', async example => {
  const printed: string[] = []
  vi.spyOn(console, 'log').mockImplementation(value => {
    printed.push(
      typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY }),
    )
  })
  await import(example)

  const source = readFileSync(new URL(example), 'utf8')
  const promised = [...source.matchAll(/^console\.log.* \/\/ (.*)$/gm)].map(([, comment = '']) => comment)
  expect(printed).toHaveLength(promised.length)
  for (const [i, comment] of promised.entries()) {
    const [start = '', end = ''] = comment.split(' … ')
    expect(printed[i]?.startsWith(start) && printed[i].endsWith(end), printed[i]).toBe(true)
  }
})

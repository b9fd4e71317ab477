import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

test.each(['bookings', 'compare'])('example/%s.ts prints what its comments say', async name => {
  const printed: string[] = []
  vi.spyOn(console, 'log').mockImplementation(value => {
    printed.push(
      typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY }),
    )
  })
  await import(`../example/${name}.ts`)

  const source = readFileSync(new URL(`../example/${name}.ts`, import.meta.url), 'utf8')
  const promised = [...source.matchAll(/^console\.log.* \/\/ (.*)$/gm)].map(([, comment = '']) => comment)
  expect(printed).toHaveLength(promised.length)
  for (const [i, comment] of promised.entries()) {
    const [start = '', end = ''] = comment.split(' … ')
    expect(printed[i]?.startsWith(start) && printed[i].endsWith(end), printed[i]).toBe(true)
  }
})

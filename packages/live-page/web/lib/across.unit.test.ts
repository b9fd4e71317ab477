import { describe, expect, test } from 'vitest'
import { type AcrossPage, type Place, pageAcross, standing } from './across.ts'

/** Services with so many items each, `a0`, `a1` …; as the real ones, they say where to go on behind a full page. */
const services = ['a', 'b', 'c']
const shop = (counts: Readonly<Record<string, number>>) => {
  const asked: number[] = []
  const ask = async (service: string, limit: number, after: string | undefined) => {
    asked.push(limit)
    const count = counts[service]
    if (count === undefined) throw new TypeError('fetch failed')
    const first = after === undefined ? 0 : Number(after) + 1
    const items = Array.from(
      { length: Math.max(0, Math.min(limit, count - first)) },
      (_, n) => `${service}${first + n}`,
    )
    return { items, ...(items.length === limit && { next: String(first + limit - 1) }) }
  }
  return { ask, asked }
}

async function allPages(counts: Readonly<Record<string, number>>, limit: number) {
  const { ask, asked } = shop(counts)
  const pages: AcrossPage<string>[] = []
  for (let from: Place | undefined = { service: 0 }; from !== undefined; ) {
    const page: AcrossPage<string> = await pageAcross(services, ask, { limit, from })
    pages.push(page)
    from = page.next
  }
  return { pages: pages.map(({ items }) => items.join(' ')), problems: pages[0]?.problems, asked }
}

describe('pages of what lies at several services', () => {
  test.each([
    ['none', { a: 0, b: 0, c: 0 }, ['']],
    ['fewer than a page', { a: 1, b: 0, c: 1 }, ['a0 c0']],
    ['as many as a page', { a: 2, b: 1, c: 0 }, ['a0 a1 b0']],
    ['one more', { a: 2, b: 1, c: 1 }, ['a0 a1 b0', 'c0']],
    ['one service with all', { a: 0, b: 7, c: 0 }, ['b0 b1 b2', 'b3 b4 b5', 'b6']],
  ])('%s', async (_, counts, pages) => {
    expect((await allPages(counts, 3)).pages).toEqual(pages)
  })

  test('nobody is asked for more than a page', async () => {
    const { asked } = await allPages({ a: 5_000, b: 0, c: 1 }, 500)
    expect(Math.max(...asked)).toBe(500)
  })

  test('a service that is away is named, and the others are there', async () => {
    const { pages, problems } = await allPages({ a: 1, c: 1 }, 3)
    expect(pages).toEqual(['a0 c0'])
    expect(problems).toEqual([{ service: 'b', why: 'It does not answer.' }])
  })

  test('a service that finds nothing in all that it reads is not asked without end', async () => {
    let n = 0
    const ask = async () => ({ items: [], next: String(n++) })
    const page = await pageAcross(['a'], ask, { limit: 3 })
    expect(page).toEqual({ items: [], next: { service: 0, after: '19' }, problems: [] })
  })
})

describe('until the answer is there', () => {
  const next = { service: 1 }
  const page: AcrossPage<string> = { items: ['a0'], next, problems: [] }
  const kept = { filter: 'reason R', from: undefined, page }

  test('nothing of another filter is to be seen', () => {
    expect(standing(kept, { filter: 'reason S', from: undefined })).toBeUndefined()
    expect(standing(undefined, { filter: 'reason S', from: undefined })).toBeUndefined()
  })

  test('the page before is, but leads on only once', () => {
    expect(standing(kept, { filter: 'reason R', from: undefined })).toEqual(page)
    expect(standing(kept, { filter: 'reason R', from: next })).toEqual({ ...page, next: undefined })
  })
})

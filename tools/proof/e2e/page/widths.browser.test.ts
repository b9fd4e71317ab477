import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../page/browser.ts'
import { type Rehearsal, startRehearsal } from '../../page/rehearsal.ts'
import { focused, overflow, seriousIssues } from './looks.ts'

const heights = { 320: 568, 390: 844, 768: 1024, 1280: 800 } as const
/** So low that no map fits in. */
const low = 400
type Width = keyof typeof heights
const tabNames = ['Map', 'Charts', 'Latest', 'Stock', 'Waits', 'Try']

const journey = '#/orders/any'

// Of a shop that is made up: nothing here depends on what is in it.
describe('the live page in windows of every width', () => {
  let browser: Browser
  let rehearsal: Rehearsal
  beforeAll(async () => {
    ;[browser, rehearsal] = [await openBrowser(), await startRehearsal(200)]
  })
  afterAll(async () => {
    await browser?.close()
    await rehearsal?.stop()
  })

  /** A page of its own, at an address; the answer closes it. */
  async function open(width: Width, hash = '') {
    const page = await browser.newPage({ viewport: { width, height: heights[width] }, colorScheme: 'dark' })
    page.setDefaultTimeout(60_000)
    const complaints: string[] = []
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error.stack)))
    await page.goto(rehearsal.url)
    await page.locator('[data-connection=live]').waitFor()
    if (hash !== '') await go(page, hash)
    const close = async () => {
      expect(complaints).toEqual([])
      await page.close()
    }
    return { page, close }
  }
  const go = (page: Page, hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })
  const isSelected = async (page: Page, name: string) => {
    await expect.poll(() => tab(page, name).getAttribute('aria-selected')).toBe('true')
    await page.getByRole('tabpanel', { name, exact: true }).waitFor()
  }

  test.each([320, 390, 768, 1280] as const)(
    '%i px: no line crosses a name, on the map and in a journey',
    async width => {
      const { page, close } = await open(width)
      await page.locator('.map .figure-row').first().waitFor()
      const map = await geometry(
        page,
        '.map .lifeline',
        '.map :is(.event-name, .event-rate, .caption, .broker strong)',
      )
      expect(map).toEqual({ lines: 5, names: 16 + 16 + 4 + 2, crossed: [], overlapping: [], small: [] })
      await go(page, journey)
      await page.locator('.steps .knot').first().waitFor()
      const told = await geometry(page, '.steps .lifeline', '.steps :is(strong, .step-says, time)')
      expect(told).toMatchObject({ lines: 4, crossed: [], overlapping: [], small: [] })
      await close()
    },
  )

  test.each([320, 390] as const)(
    '%i px: names of lanes stay over their lanes when the page is scrolled',
    async width => {
      const { page, close } = await open(width)
      await page.setViewportSize({ width, height: low })
      for (const [hash, part] of [
        ['#/', '.map'],
        [journey, '.timeline'],
      ] as const) {
        await go(page, hash)
        await page.locator(`${part} .lane-names`).waitFor()
        await page.locator(`${part} :is(.figure-row, .step)`).last().scrollIntoViewIfNeeded()
        const [names, lanes] = [
          await boxes(page.locator(`${part} .lane-names li`)),
          await boxes(page.locator(`${part} .lifeline`)),
        ]
        expect(names.map(({ middle }) => middle)).toEqual(
          lanes.map(({ middle }) => expect.closeTo(middle, 0)),
        )
        for (const { top, bottom } of names) {
          expect(top).toBeGreaterThanOrEqual(0)
          expect(bottom).toBeLessThan(low)
        }
      }
      await close()
    },
  )

  test.each([320, 390, 768] as const)(
    '%i px: each view is as wide as the window, short, and accessible',
    async width => {
      const { page, close } = await open(width)
      for (const name of tabNames) {
        await tab(page, name).click()
        await isSelected(page, name)
        expect([name, await overflow(page)]).toEqual([name, 0])
        expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(2_000)
        if (width === 390) expect(await seriousIssues(page)).toEqual([])
      }
      for (const [hash, shows] of [
        ['#/orders', 'table.orders tbody tr'],
        [journey, '.steps .step'],
        [`#/${'nowhere'.repeat(20)}`, '.unknown'],
      ] as const) {
        await go(page, hash)
        await page.locator(shows).first().waitFor()
        expect([hash, await overflow(page)]).toEqual([hash, 0])
        if (width === 390) expect(await seriousIssues(page)).toEqual([])
      }
      await close()
    },
  )

  test('the first screen says how the shop does, and which service is up', async () => {
    const { page, close } = await open(390)
    await page.locator('[data-service=reporting].is-up').waitFor()
    for (const box of await boxes(page.locator('.tile, .service')))
      expect(box.bottom).toBeLessThan(heights[390])
    await close()
  })

  test('why there are more of InventoryAdjusted than orders is said, with their rate', async () => {
    const { page, close } = await open(390)
    const note = page.locator('.stock-note')
    await expect.poll(() => note.textContent()).toMatch(/Now\s+1\.6\s+for\s+each order placed/)
    await close()
  })

  test('tabs go by the keyboard and by address', async () => {
    const { page, close } = await open(390)
    await tab(page, 'Map').focus()
    for (const [key, name, hash] of [
      ['ArrowRight', 'Charts', '#/live/charts'],
      ['End', 'Try', '#/live/try'],
      ['ArrowRight', 'Map', '#/live/map'],
      ['ArrowLeft', 'Try', '#/live/try'],
      ['Home', 'Map', '#/live/map'],
      ['ArrowRight', 'Charts', '#/live/charts'],
    ] as const) {
      await page.keyboard.press(key)
      await isSelected(page, name)
      expect(await focused(page)).toBe(name)
      expect(page.url()).toBe(`${rehearsal.url}/${hash}`)
      expect(await page.getByRole('tabpanel').count()).toBe(1)
    }
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement?.getAttribute("role")')).toBe('tabpanel')
    await page.reload()
    await isSelected(page, 'Charts')
    await tab(page, 'Stock').click()
    await isSelected(page, 'Stock')
    await page.goBack()
    await isSelected(page, 'Charts')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('region', { name: 'What waits' }).waitFor()
    expect(await page.getByRole('tab').count()).toBe(0)
    await close()
  })

  test('an address that leads nowhere says so, and leads back', async () => {
    const { page, close } = await open(390, '#/nowhere')
    await page.getByRole('heading', { name: 'There is no such view' }).waitFor()
    await expect.poll(() => focused(page)).toBe('There is no such view')
    expect(await page.textContent('main')).toContain('#/nowhere')
    await page.getByRole('link', { name: 'the live view' }).click()
    await isSelected(page, 'Map')
    expect(await page.getByRole('button', { name: 'Theme: auto' }).count()).toBe(1)
    await close()
  })
})

interface Box {
  readonly top: number
  readonly bottom: number
  /** Half-way from left to right. */
  readonly middle: number
}

const boxes = (all: Locator): Promise<Box[]> =>
  all.evaluateAll(elements =>
    elements.map(element => {
      const { top, bottom, left, right } = element.getBoundingClientRect()
      return { top, bottom, middle: (left + right) / 2 }
    }),
  )

/** Of upright lines and names: which names a line crosses, which overlap, and which are too small to read. */
const geometry = (page: Page, lines: string, names: string) =>
  page.evaluate(`(() => {
    const all = selector => [...document.querySelectorAll(selector)]
    const box = element => element.getBoundingClientRect()
    const names = all(${JSON.stringify(names)}).map(element => ({ text: element.textContent.trim(), element, ...box(element).toJSON() }))
    const lines = all(${JSON.stringify(lines)}).map(box)
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
    const half = 1
    const crosses = line => ({ ...line.toJSON(), left: line.left - half - 1, right: line.right + half + 1 })
    return {
      lines: lines.length,
      names: names.length,
      crossed: names.filter(name => lines.some(line => meet(crosses(line), name))).map(({ text }) => text),
      overlapping: names.filter((name, n) => names.some((other, m) => m > n && meet(name, other))).map(({ text }) => text),
      small: names.filter(({ element }) => parseFloat(getComputedStyle(element).fontSize) < 11.5).map(({ text }) => text),
    }
  })()`)

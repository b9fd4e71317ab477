import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { overflow, seriousIssues } from './looks.ts'
import type { Stage } from './stage.ts'

const sizes = [
  ['desktop', { width: 1280, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const

/** What the line says that stands above all: whether it is well, and what to do if it is not. Each incident is seen at both sizes. */
export function atAGlance(running: () => Stage) {
  let stage: Stage
  let pages: readonly (readonly [size: string, page: Page])[]
  beforeAll(async () => {
    stage = running()
    pages = await Promise.all(
      sizes.map(async ([size, viewport]) => [size, (await stage.open({ viewport })).page] as const),
    )
  })
  afterAll(() => Promise.all(pages.map(([, page]) => page.close())))

  const onEach = async (see: (page: Page, size: string) => Promise<void>) => {
    for (const [size, page] of pages) await see(page, size)
  }
  const says = (page: Page) => () => page.locator('.glance-says').textContent()
  const figure = (page: Page, name: string) => () => page.locator(`[data-glance=${name}]`).textContent()
  const height = async (page: Page) => (await page.locator('.glance').boundingBox())?.height
  const heading = (page: Page) => () => page.locator('main h1').textContent()

  /** Presses Tab until what has the focus says this, and then Enter: as somebody without a mouse does. */
  const goTo = async (page: Page, text: RegExp) => {
    const isReached = async () => {
      await page.locator('.wordmark').focus()
      for (let n = 0; n < 60; n++) {
        await page.keyboard.press('Tab')
        if (text.test(String(await page.evaluate('document.activeElement?.textContent')))) return true
      }
      return false
    }
    // The view before may still be there.
    await expect.poll(isReached).toBe(true)
    await page.keyboard.press('Enter')
  }

  /** @param name of a picture, which is taken where `PICTURES` names a folder */
  const isSound = async (page: Page, name: string) => {
    const folder = process.env.PICTURES
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
    expect(await seriousIssues(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  }

  const place = () =>
    stage.shop.fetch(`${stage.shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-1', items: [{ productId: 'prod-1', quantity: 1 }] }),
    })
  const placeMany = (n: number) => Promise.all(Array.from({ length: n }, place))

  test('a service that hangs is named, with how long orders wait and what to do', async () => {
    const heights = new Map<Page, number | undefined>()
    await onEach(async (page, size) => {
      await expect.poll(says(page)).toBe('All is well.')
      heights.set(page, await height(page))
      await isSound(page, `${size}-well`)
    })
    stage.shop.processes.inventory.kill('SIGSTOP')
    try {
      await placeMany(9)
      await onEach(async (page, size) => {
        await expect.poll(says(page)).toBe('inventory does not answer.')
        await expect.poll(figure(page, 'open')).toMatch(/^9, oldest \d/)
        await expect.poll(figure(page, 'lag')).toMatch(/ s, inventory$/)
        await expect.poll(() => page.locator('[data-service=inventory]').textContent()).toContain('down')
        expect(await height(page)).toBe(heights.get(page))
        await isSound(page, `${size}-inventory`)

        await goTo(page, /^What to do about: inventory does not answer/)
        await expect.poll(heading(page)).toBe('ServiceDown')
        await isSound(page, `${size}-runbook`)
        await goTo(page, /^Live$/)
        await goTo(page, /^inventory$/)
        await page.locator('[data-panel=inventory] [data-health=away]').waitFor()
        // Where it stands is known all the same.
        const waiting = page.locator('.consumers .is-much')
        await expect.poll(() => waiting.count()).toBeGreaterThan(0)
        await isSound(page, `${size}-panel-away`)
      })
    } finally {
      stage.shop.processes.inventory.kill('SIGCONT')
    }
    await onEach(async (page, size) => {
      await page.locator('[data-panel=inventory] [data-health=ok]').waitFor()
      await isSound(page, `${size}-panel`)
      await expect.poll(says(page)).toBe('All is well.')
      await expect.poll(figure(page, 'lag')).toBe('none')
    })
  })

  test('a gateway that is broken is named, with how many payments wait', async () => {
    stage.gateway.change({ open: false })
    try {
      await placeMany(30)
      await onEach(async (page, size) => {
        await expect.poll(says(page)).toBe('The payment gateway does not answer.')
        await expect.poll(() => page.locator('.glance-more').textContent()).toMatch(/\d+ payments? waits?/)
        await goTo(page, /^What to do about: The payment gateway/)
        await expect.poll(heading(page)).toBe('BreakerOpen')
        await goTo(page, /^Live$/)
        await expect.poll(() => page.locator('[data-figure=breaker]').textContent()).toMatch(/open/)
        await isSound(page, `${size}-gateway`)
        await goTo(page, /^payment$/)
        // It has warned of it, and says so to whoever may read its log.
        await expect.poll(() => page.locator('.log .lines').textContent()).toContain('gateway')
        await isSound(page, `${size}-payment`)
      })
    } finally {
      stage.gateway.change({ open: true })
    }
    await onEach(async page => {
      await expect.poll(says(page)).toBe('All is well.')
    })
  })
}

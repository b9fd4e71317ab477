import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { orderToEnd } from '../shop.ts'
import { overflow, seriousIssues } from './looks.ts'
import type { Stage } from './stage.ts'

const phone = { viewport: { width: 390, height: 844 } }
const desktop = { viewport: { width: 1280, height: 900 } }

/** What the live page shows of the past. */
export function lookingBack(running: () => Stage) {
  let stage: Stage
  beforeAll(async () => {
    stage = running()
    await orderToEnd(stage.shop, 'past-1', 'prod-5')
  })

  const slider = (page: Page) => page.getByRole('slider', { name: 'Moment' })
  const chart = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const moment = (page: Page) => page.locator('.moment time').getAttribute('datetime')
  const range = (page: Page, name: string) =>
    page.getByRole('group', { name: 'Range' }).getByRole('button', { name })
  /** How many lines of the chart are drawn. */
  const drawn = (page: Page, name: string) =>
    chart(page, name)
      .locator('path')
      .evaluateAll(paths => paths.filter(path => (path.getAttribute('d') ?? '') !== '').length)

  test('it is there after a reload, before anything new has happened', async () => {
    const { page, complaints } = await stage.open(desktop)
    await range(page, 'Hour').click()
    await expect.poll(() => page.url()).toMatch(/#\/\?range=hour$/)
    await page.reload()
    await expect.poll(() => drawn(page, 'Orders a second')).toBe(2)
    await expect.poll(() => drawn(page, 'From placed to its end')).toBe(2)
    // Before the shop was opened nobody looked: that is no zero.
    const line = chart(page, 'Open orders').locator('path').first()
    const begins = async () => Number(/^M([\d.]+)/.exec((await line.getAttribute('d')) ?? '')?.[1])
    await expect.poll(begins).toBeGreaterThan(100)
    await range(page, 'Day').click()
    await expect.poll(() => slider(page).getAttribute('max')).toMatch(/^28[678]$/)
    await range(page, 'Live').click()
    await expect.poll(() => page.url()).toMatch(/#\/$/)
    await page.reload()
    await expect.poll(() => drawn(page, 'From placed to its end')).toBe(2)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a moment is gone to with the keyboard, stands in the address, and "back" leads out', async () => {
    const { page, complaints } = await stage.open(desktop)
    await range(page, 'Hour').click()
    await expect.poll(() => slider(page).isEnabled()).toBe(true)
    await slider(page).focus()
    // Until a moment is chosen, the range goes on with the time.
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.url()).toContain('&at=')
    const last = Date.parse((await moment(page)) ?? '') + 10_000
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => moment(page)).toBe(new Date(last).toISOString())
    // The orders that were placed before it are a click away.
    await page
      .getByRole('region', { name: /Orders placed before/ })
      .getByRole('row')
      .nth(1)
      .waitFor()
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowLeft')
    await expect.poll(() => moment(page)).toBe(new Date(last - 30_000).toISOString())
    const address = new RegExp(
      `#/\\?range=hour&at=${new Date(last - 30_000).toISOString().replace('.000', '')}$`,
    )
    await expect.poll(() => page.url()).toMatch(address)
    await expect.poll(() => page.locator('.plot .cursor').count()).toBe(5)

    const shared = await stage.open(desktop)
    await shared.page.goto(page.url())
    await shared.page.reload()
    await expect.poll(() => moment(shared.page)).toBe(new Date(last - 30_000).toISOString())
    await expect.poll(() => shared.page.locator('.plot .cursor').count()).toBe(5)
    await shared.page.context().close()

    await page.goBack()
    await expect.poll(() => page.url()).toMatch(/#\/\?range=hour$/)
    await expect.poll(() => page.locator('.plot .cursor').count()).toBe(0)
    await page.goForward()
    await expect.poll(() => page.locator('.plot .cursor').count()).toBe(5)
    await page.keyboard.press('Home')
    // Nothing is known of an hour ago.
    await expect.poll(() => page.locator('[data-tile=open] dd').textContent()).toBe('–')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect.poll(() => page.locator('[data-tile=open] dd').textContent()).toMatch(/^\d+$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each([
    ['desktop', desktop, 'light'],
    ['phone', { ...phone, hasTouch: true }, 'dark'],
  ] as const)(
    'a chart is pressed on a %s, and all is accessible and no wider than it',
    async (_, size, colorScheme) => {
      const { page, complaints } = await stage.open({ ...size, colorScheme })
      await range(page, 'Hour').click()
      await expect.poll(() => slider(page).isEnabled()).toBe(true)
      // In a narrow window the parts take turns, and keep the moment.
      const tab = (name: string) => page.getByRole('tab', { name }).click()
      if ('hasTouch' in size) await tab('Charts')
      const plot = chart(page, 'Orders a second').locator('.plot')
      await plot.scrollIntoViewIfNeeded()
      const { width = 0 } = (await plot.boundingBox()) ?? {}
      const position = { x: width / 2, y: 40 }
      if ('hasTouch' in size) await plot.tap({ position })
      else await plot.click({ position })
      await expect.poll(() => page.locator('.plot .cursor').count()).toBe(5)
      const [from, to] = [0, 1].map(n => slider(page).getAttribute(['min', 'max'][n] as string))
      expect(Number(await slider(page).inputValue())).toBeCloseTo(
        (Number(await from) + Number(await to)) / 2,
        -1,
      )
      if ('hasTouch' in size) await tab('Latest')
      await page.getByRole('region', { name: /Orders placed before/ }).waitFor()
      expect(await seriousIssues(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
}

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../page/browser.ts'
import { type Rehearsal, startRehearsal } from '../../page/rehearsal.ts'

const why = 'Not at the moment.'

// Of a shop that is made up, of which reporting does not tell all.
describe('what the live page cannot know', () => {
  let browser: Browser
  let rehearsal: Rehearsal
  beforeAll(async () => {
    ;[browser, rehearsal] = [await openBrowser(), await startRehearsal(20)]
  })
  afterAll(async () => {
    await browser?.close()
    await rehearsal?.stop()
  })

  /** A page at an address, from which requests like that are refused until it is called again. */
  async function open(hash: string, refused: string): Promise<{ page: Page; answers: () => Promise<void> }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(60_000)
    await page.route(refused, route => route.fulfill({ status: 503, json: { detail: why } }))
    await page.goto(rehearsal.url + hash)
    await page.locator('[data-connection=live]').waitFor()
    return { page, answers: () => page.unroute(refused) }
  }

  test('orders that cannot be read are not those of another filter: a sentence says why', async () => {
    const { page, answers } = await open('/#/orders', '**/orders?*status=*')
    const rows = page.locator('.list tbody tr')
    await rows.first().waitFor()
    await page.getByRole('combobox', { name: 'Status' }).selectOption('REJECTED')
    await page.getByText(`The orders cannot be read: ${why}`).waitFor()
    expect(await rows.count()).toBe(0)
    await answers()
    await rows.first().waitFor()
    expect(await page.getByText('cannot be read').count()).toBe(0)
    await page.close()
  })

  test('nor does a journey stay empty without a word', async () => {
    const { page, answers } = await open('/#/orders/any', '**/orders/any/journey*')
    await page.getByText(`It cannot be read: ${why}`).waitFor()
    await answers()
    await page.locator('[data-journey] .timeline').waitFor()
    await page.close()
  })

  test('a moment of which nothing was told has no figures of now', async () => {
    const at = '2026-01-15T10:30:00.000Z'
    const { page } = await open(`/#/?range=day&at=${at}`, '**/past?*')
    const bar = page.getByRole('region', { name: 'Time' })
    await bar.getByText(why).waitFor()
    expect(await bar.locator('time').getAttribute('datetime')).toBe(at)
    await expect
      .poll(() => page.locator('.tiles .tile dd:first-of-type').allTextContents())
      .toEqual(Array(7).fill('–'))
    await expect.poll(() => page.locator('[data-letters]').textContent()).toBe('Not known.')
    await page.close()
  })
})

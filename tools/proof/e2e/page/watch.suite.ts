import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { ask, eventually, type OrderBody, orderToEnd, reported } from '../shop.ts'
import { focused, overflow, seriousIssues } from './looks.ts'
import type { Stage, Watched } from './stage.ts'

const phone = { viewport: { width: 390, height: 844 } }
const smallPhone = { viewport: { width: 320, height: 568 } }

/** What is seen on the live page. */
export function watching(running: () => Stage) {
  let stage: Stage
  let watched: Watched
  let page: Page
  beforeAll(async () => {
    stage = running()
    watched = await stage.open()
    page = watched.page
  })

  /** Places an order by the form, waits for its end there, and goes to its journey. */
  async function placeAndFollow(customer: string, status: string): Promise<string> {
    await page.getByRole('link', { name: 'Live', exact: true }).click()
    const form = page.getByRole('region', { name: 'Place an order' })
    await form.getByLabel('Customer').fill(customer)
    await form.getByRole('button', { name: 'Place order' }).click()
    await form.locator(`[data-status=${status}]`).waitFor()
    const reason = (await form.locator('.placed').textContent()) ?? ''
    // Until reporting has heard of it, it answers 404, and the browser complains of that.
    await reported(stage.shop, (await form.locator('.placed').getAttribute('data-order')) ?? '')
    await form.locator('.placed a').click()
    await page.locator(`[data-journey] [data-status=${status}]`).waitFor()
    return reason
  }

  const step = (type: string) => page.locator(`[data-event=${type}]`)
  const eventTypes = () =>
    page.locator('[data-event]').evaluateAll(steps => steps.map(each => each.getAttribute('data-event')))

  test('an order is placed, watched to its end, and its journey is told', async () => {
    await placeAndFollow('customer-77', 'COMPLETED')
    // Reporting reads several topics side by side: the last event may be told before those that led to it.
    await expect
      .poll(eventTypes)
      .toEqual(['OrderCreated', 'StockReserved', 'PaymentCaptured', 'ShipmentDispatched', 'OrderCompleted'])
    // Each is caused by the one before it.
    await expect.poll(() => page.locator('.arrow').count()).toBe(4)
    await step('StockReserved').getByText('StockReserved').click()
    const details = await step('StockReserved').textContent()
    expect(details).toContain('stock.reserved.v1')
    expect(details).toMatch(/"quantity": 1/)
    expect(watched.complaints).toEqual([])
  })

  test('a decline: the stock goes back, marked as a compensation', async () => {
    expect(await placeAndFollow('declined-77', 'REJECTED')).toContain('card declined')
    await step('StockReleased').waitFor()
    expect(await step('PaymentDeclined').textContent()).toContain('refused')
    expect(await step('StockReleased').textContent()).toContain('compensation')
    expect(await eventTypes()).not.toContain('ShipmentDispatched')
    expect(watched.complaints).toEqual([])
  })

  test('a parcel that cannot be delivered: money and stock go back', async () => {
    expect(await placeAndFollow('undeliverable-77', 'CANCELLED')).toContain('undeliverable address')
    await step('PaymentRefunded').waitFor()
    await step('StockReleased').waitFor()
    await expect.poll(() => page.locator('.arrow.is-undo').count()).toBe(2)
    await step('PaymentRefunded').getByText('PaymentRefunded').click()
    expect(await step('PaymentRefunded').textContent()).toMatch(/Undoes\s*PaymentCaptured/)
    expect(watched.complaints).toEqual([])
  })

  test("orders are found by status and the customer's pseudonym, a page at a time", async () => {
    const [{ orderId }] = (await Promise.all(
      Array.from({ length: 24 }, () => orderToEnd(stage.shop, 'paging-1', 'prod-5')),
    )) as [OrderBody]
    const { customerId } = await reported(stage.shop, orderId)
    // Only the first page is asked for again and again: what is behind it is to be known by then.
    await eventually(
      () => ask(stage.shop, `${stage.shop.addresses.reporting}/orders?customer=${customerId}&limit=50`),
      ({ orders = [] }) => (orders as readonly unknown[]).length === 24,
    )
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    const search = page.getByRole('search')
    const rows = page.locator('table.orders tbody tr')
    const ids = () => rows.evaluateAll(all => all.map(row => row.querySelector('a')?.getAttribute('href')))

    await search.getByLabel('Pseudonym').fill(customerId)
    await search.getByLabel('Pseudonym').press('Enter')
    await expect.poll(() => rows.count()).toBe(20)
    await expect.poll(() => rows.getByTitle(customerId).count()).toBe(20)
    const first = await ids()
    await page.getByRole('button', { name: 'Older' }).click()
    await expect.poll(() => rows.count()).toBe(4)
    expect((await ids()).filter(id => first.includes(id))).toEqual([])
    expect(await page.getByRole('button', { name: 'Older' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Newer' }).click()
    await expect.poll(() => rows.count()).toBe(20)

    await search.getByLabel('Pseudonym').fill('')
    await search.getByLabel('Status').selectOption('REJECTED')
    await expect.poll(() => rows.locator('[data-status=REJECTED]').count()).toBe(1)
    await expect.poll(() => rows.count()).toBe(1)
    expect(watched.complaints).toEqual([])
  })

  test('stock is adjusted by hand, and an order for too much is refused', async () => {
    await page.getByRole('link', { name: 'Live', exact: true }).click()
    const stock = page.getByRole('region', { name: 'Stock' })
    const available = stock
      .getByRole('row', { name: /prod-scarce/ })
      .getByRole('cell')
      .first()
    await expect.poll(() => available.textContent()).toBe('5')
    await stock.getByLabel('More or less').fill('7')
    await stock.getByRole('button', { name: 'Adjust', exact: true }).click()
    await expect.poll(() => available.textContent()).toBe('12')

    await stock.getByLabel('More or less').fill('-13')
    await stock.getByRole('button', { name: 'Adjust', exact: true }).click()
    await expect.poll(() => page.locator('.notice').textContent()).toContain('12 pieces available')
    // The refusal is the only thing that the browser complained about.
    expect(watched.complaints.filter(({ url }) => !url.endsWith('/prod-scarce/adjust'))).toEqual([])
  })

  test('a wave flows over the map, and the figures are the owners', async () => {
    const before = watched.complaints.length
    const tile = (outcome: string) => page.locator(`[data-tile=${outcome}] dd`)
    const load = page.getByRole('region', { name: 'Send a wave' })
    await load.getByRole('button', { name: '100 orders', exact: true }).click()
    await expect.poll(() => dotsOnMap(page)).toBe(true)
    await expect.poll(() => page.locator('.notice').textContent()).toContain('100 orders')
    const ended = async () => {
      const counts = await Promise.all(['completed', 'rejected', 'cancelled'].map(o => tile(o).textContent()))
      return counts.reduce((sum, count) => sum + Number(count), 0)
    }
    // Three by the form, 24 for the list of orders, and the wave.
    await expect.poll(ended).toBe(127)
    await expect.poll(() => tile('open').textContent()).toBe('0')
    // A cancellation that came too late is answered 409, and that is part of a wave.
    const complaints = watched.complaints.slice(before)
    expect(complaints.filter(({ url, text }) => !(url.endsWith('/cancel') && text.includes('409')))).toEqual(
      [],
    )
  })

  test.each([
    ['desktop', 'light', {}],
    ['desktop', 'dark', {}],
    ['phone', 'light', phone],
    ['phone', 'dark', phone],
    ['small phone', 'light', smallPhone],
  ] as const)('is accessible on a %s, %s, and no wider than it', async (_, colorScheme, size) => {
    const { page, complaints } = await stage.open({ colorScheme, ...size })
    await page.evaluate("location.hash = '#/live/latest'")
    await page.locator('table.orders tbody tr').first().waitFor()
    expect(await seriousIssues(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await page.evaluate(
      "document.querySelector('.tile:last-child dd').textContent = '€180,143,985,095,751.57'",
    )
    expect(await overflow(page)).toBe(0)
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('search').getByLabel('Status').selectOption('CANCELLED')
    const row = page.locator('tr', { has: page.locator('[data-status=CANCELLED]') }).first()
    await row.getByRole('link').click()
    await page.locator('[data-event=OrderCancelled]').getByText('OrderCancelled').click()
    expect(await seriousIssues(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('can be walked through with the keyboard, and the focus follows', async () => {
    const { page } = await stage.open()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement?.id')).toBe('main')
    await page.getByRole('link', { name: 'Orders', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toBe('Orders')
    await page.context().close()
  })
}

/** Whether anything is drawn on the map: the rails are not, only what moves along them. */
const dotsOnMap = (page: Page) =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return data.some(value => value > 0)
  })()`)

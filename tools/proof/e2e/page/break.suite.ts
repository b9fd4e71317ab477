import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { orderToEnd } from '../shop.ts'
import { issues } from './looks.ts'
import type { Stage, Watched } from './stage.ts'

/** What one can break on the live page. */
export function breaking(running: () => Stage) {
  let stage: Stage
  let watched: Watched
  let page: Page
  beforeAll(async () => {
    stage = running()
    watched = await stage.open()
    page = watched.page
  })

  const state = (name: string) => page.locator(`[data-process=${name}]`).getAttribute('data-state')
  /** Those that it is shown in from now on, each once in a row: somebody who looks now and then may miss one. */
  const statesOf = async (name: string) => {
    const states = await page.evaluateHandle(`(() => {
      const shown = document.querySelector('[data-process=${name}]')
      const states = [shown.dataset.state]
      const look = () => shown.dataset.state === states.at(-1) || states.push(shown.dataset.state)
      new MutationObserver(look).observe(shown, { attributeFilter: ['data-state'] })
      return states
    })()`)
    return async () => String(await states.jsonValue())
  }
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const number = async (of: string) => Number((await page.locator(of).textContent())?.replaceAll(',', ''))
  const lag = (group: string) => number(`[data-lag=${group}]`)

  /** That nobody answers at an address whose service was broken on purpose is all that is complained about. */
  const expectNoComplaintBut = (...services: readonly ('inventory' | 'reporting')[]) => {
    const broken = services.map(name => stage.shop.addresses[name] as string)
    const others = watched.complaints.filter(({ url }) => !broken.some(address => url.startsWith(address)))
    expect(others).toEqual([])
  }

  test('a service that is killed is seen to be down before it is started again, and comes back', async () => {
    await expect.poll(() => state('inventory')).toBe('up')
    const seen = await statesOf('inventory')
    await press('Kill inventory')
    await expect.poll(seen).toMatch(/^up,(down|starting),.*up$/)
    expectNoComplaintBut('inventory')
  })

  test('without inventory its lag grows, and with it all is made up for', async () => {
    const card = page.locator('[data-service=inventory]')
    await page.getByLabel('10', { exact: true }).check({ force: true })
    await press('Stop inventory')
    await expect.poll(() => state('inventory')).toBe('stopped')
    await expect.poll(() => card.textContent()).toContain('stopped')
    await expect.poll(() => lag('inventory')).toBeGreaterThan(40)
    const open = () => number('[data-tile=open] dd')
    await expect.poll(open).toBeGreaterThan(40)
    await page.getByLabel('none', { exact: true }).check({ force: true })

    await press('Start inventory')
    await expect.poll(() => lag('inventory')).toBe(0)
    await expect.poll(open).toBe(0)
    expectNoComplaintBut('inventory')
  })

  test('when reporting is started again, the page goes on where it was', async () => {
    const completed = () => number('[data-tile=completed] dd')
    const before = await completed()
    await press('Kill reporting')
    await page.locator('[data-connection=reconnecting]').waitFor()
    expect(await issues(page)).toEqual([])
    await page.locator('[data-connection=live]').waitFor()
    await orderToEnd(stage.shop, 'customer-1', 'prod-1')
    await expect.poll(completed).toBe(before + 1)
    expectNoComplaintBut('inventory', 'reporting')
  })

  test('an event that is sent twice changes nothing', async () => {
    const { orderId } = await orderToEnd(stage.shop, 'customer-2', 'prod-2')
    await page.goto(`${stage.url}/#/orders/${orderId}`)
    await page.locator('[data-event=OrderCompleted]').waitFor()
    await press('Send its last event again')
    await expect.poll(() => page.locator('.notice').textContent()).toContain('was sent once more')
    const again = page.locator('[data-event]', { hasText: 'delivered 2 times, applied once' })
    await expect.poll(() => again.count()).toBe(1)
    expect(await page.locator('[data-event]').count()).toBe(5)
    await page.getByRole('link', { name: 'Live', exact: true }).click()
  })

  test('a poisoned event lies in the dead letters, is sent back, and lies there again', async () => {
    const letters = page.locator('.letters')
    await press('Poison event')
    await letters.getByText('order.created.v3.inventory.dlq').waitFor()
    await press('Redrive')
    await expect.poll(() => page.locator('.notice').textContent()).toMatch(/went back/)
    expectNoComplaintBut('inventory', 'reporting')
  })
}

import { expect, test } from 'vitest'
import { orderToEnd } from '../shop.ts'
import type { Stage } from './stage.ts'

const slowly = { timeout: 30_000 }

/** Orders that are sent in waves from the page. */
export function sendingWaves(running: () => Stage) {
  test('a wave is stopped: no order more goes out, and those that did come to their end', async () => {
    const stage = running()
    await orderToEnd(stage.shop, 'customer-79', 'prod-4')
    const { page } = await stage.open({ viewport: { width: 390, height: 844 } })
    const go = (hash: string) => page.evaluate(`location.hash = '${hash}'`)
    const tile = async (outcome: string) =>
      Number((await page.locator(`[data-tile=${outcome}] dd`).textContent())?.replaceAll(',', ''))
    const ended = async () => (await tile('completed')) + (await tile('rejected')) + (await tile('cancelled'))
    await expect.poll(ended, slowly).toBeGreaterThan(0)
    const before = await ended()

    await go('#/live/try')
    const wave = page.getByRole('region', { name: 'Send a wave' })
    const stop = wave.getByRole('button', { name: 'Stop the wave' })
    expect(await stop.isDisabled()).toBe(true)
    await wave.getByRole('button', { name: '1,000 orders' }).click()
    await stop.click()
    const notice = page.locator('.notice')
    await expect
      .poll(() => notice.textContent(), slowly)
      .toMatch(/of 1,000 orders were placed, then the wave was stopped/)
    const placed = Number(/^\d+/.exec((await notice.textContent()) ?? '')?.[0])
    expect(placed).toBeGreaterThan(0)
    expect(await stop.isDisabled()).toBe(true)
    await expect.poll(ended, slowly).toBe(before + placed)
    await expect.poll(() => tile('open'), slowly).toBe(0)
    await page.context().close()
  })
}

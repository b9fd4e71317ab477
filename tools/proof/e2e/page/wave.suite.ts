import { expect, test } from 'vitest'
import { orderToEnd, reported } from '../shop.ts'
import type { Stage } from './stage.ts'

/** Orders that are sent in waves from the page. */
export function sendingWaves(running: () => Stage) {
  test('a wave is stopped: no order more goes out, and those that did come to their end', async () => {
    const stage = running()
    const { orderId } = await orderToEnd(stage.shop, 'customer-79', 'prod-4')
    await reported(stage.shop, orderId, 'COMPLETED')
    const { page } = await stage.open({ viewport: { width: 390, height: 844 } })
    const go = (hash: string) => page.evaluate(`location.hash = '${hash}'`)
    const tile = async (outcome: string) =>
      Number((await page.locator(`[data-tile=${outcome}] dd`).textContent())?.replaceAll(',', ''))
    const ended = async () => (await tile('completed')) + (await tile('rejected')) + (await tile('cancelled'))
    await expect.poll(ended).toBeGreaterThan(0)
    const before = await ended()

    await go('#/live/try')
    const wave = page.getByRole('region', { name: 'Send a wave' })
    const stop = wave.getByRole('button', { name: 'Stop the wave' })
    expect(await stop.isDisabled()).toBe(true)
    await wave.getByRole('button', { name: '1,000 orders' }).click()
    await stop.click()
    let told = '' // for some seconds
    await expect
      .poll(async () => (told = (await page.locator('.notice').textContent()) ?? ''))
      .toMatch(/of 1,000 orders were placed, then the wave was stopped/)
    const placed = Number(/^\d+/.exec(told)?.[0])
    expect(placed).toBeGreaterThan(0)
    expect(await stop.isDisabled()).toBe(true)
    await expect.poll(ended).toBe(before + placed)
    await expect.poll(() => tile('open')).toBe(0)
    await page.context().close()
  })
}

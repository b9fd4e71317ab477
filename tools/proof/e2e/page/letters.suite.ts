import type { Locator, Page } from 'playwright-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { kafkaOf } from '../../../dev/lib/endpoints.ts'
import { messageOf, openInjector } from '../../../dev/lib/injector.ts'
import { ask, eventually, query, reported } from '../shop.ts'
import { issues, overflow } from './looks.ts'
import type { Stage, Watched } from './stage.ts'

const sizes = [
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
] as const

/** Messages that did not get through are seen, explained and mended on the page. */
export function lettering(running: () => Stage) {
  let stage: Stage
  beforeAll(() => {
    stage = running()
  })
  const inventory = (text: string) => query<{ seq: string }>(stage.shop, 'inventory', text)

  /** An order that inventory's database refuses, for as long as it has the bug. */
  async function refusedOrder(): Promise<string> {
    await inventory(`ALTER TABLE reservations ADD CONSTRAINT bug CHECK (status <> 'RESERVED') NOT VALID`)
    const response = await stage.shop.fetch(`${stage.shop.addresses.order}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customerId: 'c-1', items: [{ productId: 'prod-31', quantity: 1 }] }),
    })
    const { orderId } = (await response.json()) as { orderId: string }
    const letters = `${stage.shop.addresses.inventory}/admin/dead-letters?key=${orderId}`
    await eventually(
      () => ask(stage.shop, letters),
      ({ deadLetters }) => (deadLetters as unknown[] | undefined)?.length === 1,
    )
    await reported(stage.shop, orderId) // before the page asks for its journey
    return orderId
  }
  const mend = () => inventory('ALTER TABLE reservations DROP CONSTRAINT IF EXISTS bug')
  afterEach(mend)

  /** What nobody can read, on the topic of a real event. */
  async function poison(n: number): Promise<void> {
    const injector = await openInjector(kafkaOf(stage.shop.endpoints()))
    const garbage = Buffer.from('no JSON')
    const messages = Array.from({ length: n }, (_, k) => ({
      ...messageOf('OrderCreated', `garbage-${k}`),
      value: garbage,
    }))
    await injector.send(messages).finally(injector.close)
    await eventually(
      () => ask(stage.shop, `${stage.shop.addresses.inventory}/admin/dead-letters?reason=VALUE_NOT_JSON`),
      ({ deadLetters }) => (deadLetters as unknown[] | undefined)?.length === n,
    )
  }

  test.each(sizes)(
    'on a %s an order that a bug holds up is brought to its end by keyboard',
    async (_, viewport) => {
      const orderId = await refusedOrder()
      const { page, complaints } = await stage.open({ viewport })
      const { go, press } = keyboard(page)
      await go(page.getByRole('link', { name: 'Dead letters', exact: true }).first())
      await press('Enter')
      await page.getByRole('cell', { name: 'inventory' }).first().waitFor()
      await go(page.getByRole('search').getByLabel('Key'))
      await page.keyboard.type(orderId)
      await press('Enter')
      const row = page.locator('[data-letter]')
      await expect.poll(() => row.count()).toBe(1)
      expect(await issues(page)).toEqual([])
      expect(await overflow(page)).toBe(0)

      await go(row.getByRole('link'))
      await press('Enter')
      const letter = page.locator('article.letter')
      const error = letter.getByRole('region', { name: 'The error' })
      await error.getByText('violates check constraint "bug"').waitFor()
      const told = await letter.textContent()
      expect(told).toContain('The database refused what was to be written')
      expect(told).toContain(`"orderId": "${orderId}"`)
      const headers = page.getByRole('region', { name: 'Headers' })
      expect(await headers.textContent()).toMatch(/dlq_reason\s*SAVE_FAILED/)
      await page.locator(`[data-journey="${orderId}"] [data-event=OrderCreated]`).waitFor()
      expect(await issues(page)).toEqual([])
      expect(await overflow(page)).toBe(0)

      await mend()
      await go(letter.getByRole('button', { name: 'Send back…' }))
      await press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.getByText('1 dead letter would go back. Nothing was changed.').waitFor()
      expect(await dialog.textContent()).toMatch(/1 to order\.created\.v\d/)
      expect(await issues(page)).toEqual([])
      await go(dialog.getByRole('button', { name: 'Send 1 back' }))
      await press('Enter')
      await dialog.getByText('1 dead letter went back.').waitFor()
      await press('Escape')
      await letter.getByText('Sent back by operator').waitFor()
      await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Dead letter')
      await page.locator(`[data-journey="${orderId}"] [data-status=COMPLETED]`).waitFor()

      await page.goto(`${stage.url}/#/letters/redrives`)
      const last = page.locator('table.letter-table tbody tr').first()
      await expect.poll(() => last.textContent()).toMatch(/^\s*operator.*1\s*SAVE_FAILED/s)
      expect(await issues(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  test('many are paged through, some selected, and all of a reason sent back', async () => {
    await poison(24)
    const { page, complaints } = await stage.open({ viewport: sizes[0][1] })
    const { list, rows, button, dialog } = lettersOf(page)
    await list({ service: 'inventory', reason: 'VALUE_NOT_JSON', state: 'open' })
    await expect.poll(() => rows.count()).toBe(20)
    const first = await rows.first().getAttribute('data-letter')
    await rows.first().getByRole('checkbox').check()
    await button('Next').click()
    await expect.poll(() => rows.count()).toBe(4)
    expect(await button('Next').isDisabled()).toBe(true)
    await rows.first().getByRole('checkbox').check()
    await button('Send back the selected 2…').click()
    await dialog.getByText('2 dead letters would go back.').waitFor()
    await button('Cancel').click()
    expect(await rows.count()).toBe(4)
    await button('Back').click()
    await expect.poll(() => rows.first().getAttribute('data-letter')).toBe(first)
    expect(await rows.first().getByRole('checkbox').isChecked()).toBe(true)

    await button('Send back all like this…').click()
    await dialog.getByText('24 dead letters would go back.').waitFor()
    await button('Send 24 back').click()
    await dialog.getByText('24 dead letters went back.').waitFor()
    await button('Close').click()
    // Nobody has made JSON of it: what went back is here again, and says that it was here before.
    const again = async () => {
      await page.getByRole('button', { name: 'Look again' }).click()
      return await rows.filter({ hasText: 'no, 1 time before' }).count()
    }
    await expect.poll(again, { interval: 1_000 }).toBe(20)
    // Until the answer is there, nothing of the list before is to be seen, and selected, under another filter.
    const answer = Promise.withResolvers<void>()
    await page.route(/dead-letters\?.*state=redriven/, route => answer.promise.then(() => route.continue()))
    await list({ service: 'inventory', reason: 'VALUE_NOT_JSON', state: 'redriven' })
    await expect.poll(() => rows.count()).toBe(0)
    answer.resolve()
    await expect.poll(() => rows.filter({ hasText: 'by operator' }).count()).toBe(20)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test.each([
    ['dead letters', 'reports:read', 'To see dead letters takes the scope dlq:read', '#/letters'],
    [
      'ways back',
      'reports:read dlq:read',
      'To send dead letters back takes the scope dlq:redrive',
      '#/letters',
    ],
    ['outboxes', 'reports:read', 'To see what outboxes hold back takes the scope outbox:read', '#/held'],
    ['releases', 'reports:read outbox:read', 'takes the scope outbox:write', '#/held'],
  ])('who has no right to %s is told so', async (_, scope, sentence, path) => {
    const { page } = await openAs(scope)
    await page.goto(`${stage.url}/${path}`)
    await page.locator('[data-lacks]').getByText(sentence).waitFor()
    expect(await page.getByRole('button', { name: /Send back|Try again/ }).count()).toBe(0)
    expect(await issues(page)).toEqual([])
    await page.context().close()
  })

  /** The page of somebody whom the issuer grants no more than that. */
  async function openAs(scope: string): Promise<Watched> {
    const watched = await stage.open()
    const { page } = watched
    await page.evaluate('sessionStorage.clear()')
    await page.route('**/authorize?*', async route => {
      const url = new URL(route.request().url())
      url.searchParams.set('scope', scope)
      await route.continue({ url: url.href })
    })
    await page.reload()
    await page.locator('[data-connection=live]').waitFor()
    return watched
  }

  test('what an outbox holds back is seen, explained and tried again', async () => {
    const [row] = await inventory(
      `INSERT INTO outbox (topic, key, value, headers)
        VALUES ('stock.reserved.v2', 'too-large', repeat('x', 1500000)::bytea, '{"ce_type": "x"}') RETURNING seq`,
    )
    const { page, complaints } = await stage.open({ viewport: sizes[1][1] })
    const { go, press } = keyboard(page)
    await page.goto(`${stage.url}/#/held`)
    const held = page.locator(`[data-held="inventory/${row?.seq}"]`)
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: 'Look again' }).click()
          return await held.count()
        },
        { interval: 1_000 },
      )
      .toBe(1)
    expect(await issues(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await go(held.getByRole('link'))
    await press('Enter')
    await page.getByText('max.message.bytes').waitFor()
    expect(await issues(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await go(page.getByRole('button', { name: 'Try again' }))
    await press('Enter')
    await expect.poll(() => page.locator('.notice').textContent()).toContain('1 key and 0 topics are tried')
    expect(complaints).toEqual([])
    await page.context().close() // It asks for the row once more, and would be told that there is none.
    await inventory("DELETE FROM outbox WHERE key = 'too-large'")
    await stage.shop.fetch(`${stage.shop.addresses.inventory}/admin/outbox/release`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ all: true }),
    })
  })
}

/** Somebody without a mouse. */
function keyboard(page: Page) {
  const press = (key: string) => page.keyboard.press(key)
  return {
    press,
    /** Tabs on until it has the focus. */
    async go(target: Locator): Promise<void> {
      await target.waitFor()
      for (let n = 0; n < 150; n++) {
        if ((await target.and(page.locator(':focus')).count()) > 0) return
        await press('Tab')
      }
      throw new Error(`Tab does not lead to ${target}.`)
    },
  }
}

function lettersOf(page: Page) {
  return {
    rows: page.locator('tr[data-letter]'),
    dialog: page.getByRole('dialog'),
    button: (name: string) => page.getByRole('button', { name, exact: true }),
    async list(filter: Readonly<Record<string, string>>) {
      await page.goto(`${new URL(page.url()).origin}/#/letters?${new URLSearchParams(filter)}`)
      await page.getByRole('heading', { name: 'One by one' }).waitFor()
    },
  }
}

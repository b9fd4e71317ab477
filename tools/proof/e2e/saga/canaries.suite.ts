import { beforeAll, expect, test } from 'vitest'
import { bearer } from '../../../dev/lib/bearer.ts'
import { eventually, orderToEnd, type Shop } from '../shop.ts'
import { type Input, inputsOf, requestWith } from './canaries.ts'
import { everythingKept, type Kept, placesOf } from './kept.ts'
import type { RunningSystem } from './system.ts'

const mark = crypto.randomUUID().replaceAll('-', '')

/** Personal data, as people might write it; `sought` is what no place may have. */
const shapes = [
  { shape: 'an e-mail address', text: `ada.${mark}@example.com`, sought: mark },
  { shape: 'a telephone number', text: `+43 660 ${digits()}`, sought: '' },
  { shape: 'a name', text: `Ada Love${mark}`, sought: mark },
  { shape: 'a word', text: `canary${mark}`, sought: mark },
].map(canary => ({ ...canary, sought: canary.sought || canary.text.slice(8) }))

function digits(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
  return String(number).padStart(10, '7')
}

/** Inputs that are kept as they are, with the reason; of a shape of text, or of all. */
const kept: Readonly<Record<string, { readonly because: string; readonly shape?: string }>> = {
  'inventory POST /products/{productId}/adjust body/reason': {
    because: 'an operator writes it, and the adjustment is kept with it',
  },
  'order POST /orders body/items/0/productId': {
    because: 'a word may be a product; it is rejected, and the order keeps what was asked for',
    shape: 'a word',
  },
}

/** What a client writes, whoever it is and wherever, is nowhere but in the table of customers. */
export function canaries(running: () => RunningSystem) {
  let shop: Shop
  let inputs: readonly Input[]
  let all: readonly Kept[]
  const answers = new Map<number, number>()
  beforeAll(async () => {
    shop = running().shop
    const { issuer } = shop.endpoints()
    if (issuer === undefined) throw new Error('The system has no issuer.')
    inputs = await inputsOf(shop)
    const { orderId } = await orderToEnd(shop, 'plain', 'prod-46')
    let n = 0
    for (const { shape, text } of shapes) {
      const callers = [bearer(issuer), bearer(issuer, { subject: text })]
      for (const authorizationOf of callers) {
        const authorization = await authorizationOf()
        for (const input of inputs) {
          const known = kept[input.name]
          if (known !== undefined && (known.shape ?? shape) === shape) continue
          const { path, init } = requestWith(input, text, { orderId, authorization, n: ++n })
          const { status } = await send(`${shop.addresses[input.operation.service as 'order']}${path}`, init)
          answers.set(status, (answers.get(status) ?? 0) + 1)
        }
      }
    }
    // What was accepted has come to its end, and what was recorded of it has arrived.
    const { orderId: last } = await orderToEnd(shop, 'plain', 'prod-46')
    await eventually(
      async () => (await shop.fetch(`${shop.addresses.reporting}/orders/${last}/journey`)).status,
      status => status === 200,
    )
    all = await everythingKept(running())
  })

  async function send(url: string, init: RequestInit): Promise<{ readonly status: number }> {
    const answer = await fetch(url, init)
    await answer.body?.cancel() // a stream has no end
    return answer
  }

  test('they were sent through every input, and many were taken', () => {
    expect(inputs.length).toBeGreaterThan(60)
    for (const name of Object.keys(kept)) expect(inputs.map(input => input.name)).toContain(name)
    for (const status of [200, 202, 400, 404]) expect(answers.get(status)).toBeGreaterThan(10)
    expect([...answers.keys()].filter(status => status >= 500)).toEqual([])
  })

  test('there is all that they could be in', () => {
    const wheres = new Set(all.map(({ where }) => where))
    const expected = ['OTLP', 'order.log', 'orders.orders', 'topic order.created.v2', '/metrics of order']
    for (const where of [...expected, 'pg_stats of orders']) expect(wheres).toContain(where)
    expect([...placesOf('prod-46', all).keys()]).toEqual(
      expect.arrayContaining(['orders.orders', 'topic order.created.v2']),
    )
  })

  test.each(shapes)('$shape is nowhere', ({ sought }) => {
    expect(placesOf(sought, all)).toEqual(new Map())
  })
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from '../../simulate/simulator/index.ts'

/** Of each product. */
export const stock = 4
const perWave = 3
const orders = 5

/** Begins as the services' test values do: what the payment, or the address, comes to. */
const customers = ['', '', '', '', 'declined-', 'undeliverable-'] as const

/** A few orders for the same few products, of which there are too few; each wave has its own. */
export function productsOf(wave: number): Scenario['products'] {
  return Array.from({ length: perWave }, (_, i) => {
    const number = 1 + wave * perWave + i
    return { productId: `prod-${number}`, unitPrice: 500 + 25 * number, stock }
  })
}

/** Sends it: with requests that are repeated or cancelled at any moment. Resolves when all are answered. */
export async function sendWave(
  wave: number,
  { orderUrl, inventoryUrl }: { readonly orderUrl: string; readonly inventoryUrl: string },
  random: () => number,
): Promise<void> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const products = productsOf(wave)
  const adjust = (productId: string) =>
    post(`${inventoryUrl}/products/${productId}/adjust`, { delta: 1, reason: 'counted' }, `c-${productId}`)

  async function send(n: number): Promise<void> {
    const key = `wave-${wave}-${n}`
    const items = Array.from({ length: pick([1, 1, 2]) }, () => ({
      productId: random() < 0.05 ? `prod-unknown-${wave}` : pick(products).productId,
      quantity: pick([1, 1, 2, 3]),
    }))
    const body = { customerId: `${pick(customers)}${wave}-${n}`, items }
    const place = (what: object) => post(`${orderUrl}/orders`, what, key)
    await pause(200 * random())
    const again = random() < 0.4 ? [place(body), place({ ...body, destinationCountry: 'DE' })] : []
    const [placed] = await Promise.all([place(body), ...again])
    if (placed?.orderId === undefined || random() < 0.4) return
    for (const _ of pick([[1], [1, 2]])) {
      await pause(500 * random() ** 2)
      await post(`${orderUrl}/orders/${placed.orderId}/cancel`)
    }
  }
  const [first] = products.map(({ productId }) => productId)
  const counted = first === undefined ? [] : [adjust(first), adjust(first)]
  await Promise.all([...counted, ...Array.from({ length: orders }, (_, n) => send(n))])
}

async function post(url: string, body?: object, key?: string): Promise<{ readonly orderId?: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': `"${key}"` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await response.json()) as { orderId?: string }
}

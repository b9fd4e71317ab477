import createClient from 'openapi-fetch'
import type { paths } from './order.d.ts'

const { ORDER_URL: baseUrl = '', TOKEN } = process.env
const orders = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${TOKEN}` } })

const items = [{ productId: 'prod-1', quantity: 2 }]
const placed = await orders.POST('/orders', { body: { customerId: 'typed', items } })
if (placed.data === undefined) throw new Error(`${placed.error.status} ${placed.error.detail}`)
const { orderId, status } = placed.data
const params = { path: { orderId } }
const read = await orders.GET('/orders/{orderId}', { params })
const cancelled = await orders.POST('/orders/{orderId}/cancel', { params })
const unknown = await orders.GET('/orders/{orderId}', { params: { path: { orderId: 'none' } } })
const nobody = createClient<paths>({ baseUrl })
const withoutToken = await nobody.GET('/orders/{orderId}', { params })

const quantities: readonly number[] | undefined = read.data?.items.map(({ quantity }) => quantity)
const cancelling: 'CANCEL_PENDING' | 'CANCELLED' | undefined = cancelled.data?.status
const statuses = { unknown: unknown.error?.status, withoutToken: withoutToken.error?.status }
console.log(JSON.stringify({ status, quantities, cancelling, ...statuses }))

/** What the document does not take does not compile; with types of anything it would. */
export const refused = () => [
  // @ts-expect-error
  orders.POST('/orders', { body: { items } }),
  // @ts-expect-error
  orders.POST('/orders', { body: { customerId: 'typed', items: [{ productId: 'prod-1', quantity: '1' }] } }),
  // @ts-expect-error
  orders.GET('/order/{orderId}', { params }),
  // @ts-expect-error
  placed.data.total,
  // @ts-expect-error
  orders.POST('/admin/outbox/release', { body: { key: 'o-1' } }),
]

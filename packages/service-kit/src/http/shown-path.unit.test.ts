import { expect, test } from 'vitest'
import { shownPath } from './shown-path.ts'

const id = '0199c3f0-0000-7000-8000-000000000001'

test.each([
  [`/orders/${id}/cancel?a=b`, '/orders/:orderId/cancel', `/orders/${id}/cancel`],
  ['/orders/ada@example.com', '/orders/:orderId', '/orders/:orderId'],
  [`/orders/ada-${id}`, '/orders/:orderId', '/orders/:orderId'],
  [`/orders/${id}-ada`, '/orders/:orderId', '/orders/:orderId'],
  ['/orders?customer=ada', '/orders', '/orders'],
  ['/assets/ada.js', '/assets/*', '/assets/*'],
  ['/', '/', '/'],
  [`/people/ada%20lovelace/${id}`, undefined, `/*/*/${id}`],
  ['/', undefined, '/'],
])('of %s at %s it is %s', (url, route, shown) => {
  expect(shownPath({ url, routeOptions: { url: route } as never })).toBe(shown)
})

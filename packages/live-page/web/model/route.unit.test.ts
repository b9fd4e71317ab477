import { expect, it } from 'vitest'
import { journeyPath, routeOf } from './route.ts'
import { heldPath, letterPath, lettersPath } from './set-aside-route.ts'

it.each([
  ['', { view: 'live', tab: 'map' }],
  ['#/', { view: 'live', tab: 'map' }],
  ['#/live', { view: 'live', tab: 'map' }],
  ['#/live/charts', { view: 'live', tab: 'charts' }],
  ['#/orders', { view: 'orders' }],
  ['#/orders/', { view: 'orders' }],
  ['#/orders/o-1', { view: 'journey', orderId: 'o-1' }],
  ['#/letters', { view: 'letters', filter: {} }],
  [
    lettersPath({ reason: 'A B', key: 'a/b?c' }),
    { view: 'letters', filter: { reason: 'A B', key: 'a/b?c' } },
  ],
  ['#/letters?colour=red', { view: 'letters', filter: {} }],
  ['#/letters/redrives', { view: 'redrives' }],
  [letterPath('t.s.dlq/0/17'), { view: 'letter', id: 't.s.dlq/0/17' }],
  ['#/held', { view: 'held' }],
  [heldPath('order', '17'), { view: 'held-row', service: 'order', seq: '17' }],
  [journeyPath('a/b %'), { view: 'journey', orderId: 'a/b %' }],
])('%j leads to its view', (hash, route) => {
  expect(routeOf(hash)).toEqual(route)
})

it.each([
  '#/nowhere',
  '#/live/nowhere',
  '#//map',
  '#/orders/o-1/more',
  '#/orders/%E4',
  '#/letters/a/b',
  '#/held/order',
  '#main',
])('%j leads nowhere', hash => {
  expect(routeOf(hash)).toEqual({ view: 'unknown', address: hash })
})

import { deviations } from '@orderflow/messaging/testing/facts'
import { expect, test } from 'vitest'
import { data, given, orderId, suspect, total, when } from '../domain.fixture.ts'
import type { OrderStatus } from './order.ts'
import { type Inputs, sagas } from './transitions.ts'

test.each([1, 2] as const)('every step of saga %i does what its facts say', saga => {
  const { transitions, steps } = sagas[saga]
  const found = deviations<OrderStatus, Inputs, string>(transitions, steps, (status, input) =>
    [total, suspect].map(price => {
      const world = given(status, { saga })
      const said = input === 'StockReserved' ? { ...data[input], total: price } : data[input]
      const { events = [] } = when(world, input, said)
      return { state: world.orders.get(orderId)?.status ?? 'NONE', events: events.map(({ type }) => type) }
    }),
  )
  expect(found).toEqual([])
})

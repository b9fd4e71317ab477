import type { EventFacts, Input } from '@orderflow/messaging/decider'
import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { left, orderId, second, stories, story, total, when } from '../domain.fixture.ts'
import { worldOf } from '../store.ts'
import { bucketOf } from './durations.ts'
import { said } from './order.ts'

const placed = {
  customerId: 'customer-1',
  items: [{ productId: 'prod-1', quantity: 2 }],
  correlationId: 'correlation-1',
}
const order = { orderId, createdAt: second(0), placed, known: '' }
const ids = (n: number) => Array.from({ length: n }, (_, i) => `event-${i}`)
const nobody = { total: null, captured: 0n, refunded: 0n, dispatches: 0 }

/** Written out from the saga, not from the code. */
const ends = {
  completed: {
    ...{ ...order, ...nobody, total, captured: 1050n, dispatches: 1 },
    ...{ status: 'COMPLETED', reason: null, updatedAt: second(4), endedAt: second(4) },
    added: ids(5),
  },
  declined: {
    ...{ ...order, ...nobody, total },
    ...{ status: 'REJECTED', reason: 'CARD_DECLINED', updatedAt: second(4), endedAt: second(3) },
    added: ids(5),
  },
  undeliverable: {
    ...{ ...order, ...nobody, total, captured: 1050n, refunded: 1050n },
    ...{ status: 'CANCELLED', reason: 'CUSTOMER_REQUEST', updatedAt: second(5), endedAt: second(4) },
    added: ids(6),
  },
  cancelled: {
    ...{ ...order, ...nobody, total },
    ...{ status: 'CANCELLED', reason: 'CUSTOMER_REQUEST', updatedAt: second(4), endedAt: second(4) },
    added: ids(5),
  },
} as const

const minute = {
  minute: second(0),
  created: 1,
  completed: 0,
  rejected: 0,
  cancelled: 0,
  mispaid: 0,
  misshipped: 0,
}

describe.each(Object.entries(ends))('an order that is %s', (name, end) => {
  const events = stories[name as keyof typeof stories]
  const expected = left(events)

  test('ends as its owner says', () => {
    expect(expected.orders).toEqual([end])
    expect(expected.journeys).toHaveLength(events.length)
    expect(expected.outcomes).toEqual([{ outcome: end.status, reason: end.reason ?? '', n: 1 }])
    expect(expected.minutes).toEqual([{ ...minute, [end.status.toLowerCase()]: 1 }])
    const bucket = bucketOf(Date.parse(end.endedAt) - Date.parse(second(0)))
    expect(expected.durations).toEqual([{ ended: second(0), outcome: end.status, bucket, n: 1 }])
    const { captured, refunded } = end
    expect(expected.revenue).toEqual(captured === 0n ? [] : [{ currency: 'EUR', captured, refunded }])
  })

  test('is the same in whatever order its events come', () => {
    let orders = 0
    for (const arrived of arrivals(events, 1)) {
      expect(left(arrived), arrived.map(({ type }) => type).join(', ')).toEqual(expected)
      orders++
    }
    expect(orders).toBeGreaterThanOrEqual(120)
  })

  test('is the same in two batches as in one, wherever they part', () => {
    for (let part = 1; part < events.length; part++) {
      const [first, second] = [worldOf(), worldOf()]
      for (const event of events.slice(0, part)) when(first, event)
      const stored = first.orders.changes().map(({ row }) => ({ ...row, placed: null }))
      Object.assign(second, { orders: worldOf(stored).orders })
      for (const event of events.slice(part)) when(second, event)
      const sums = (rows: 'outcomes' | 'minutes' | 'durations') =>
        summed([first, second].flatMap(world => world[rows].changes().map(({ row }) => row)))
      expect({ outcomes: sums('outcomes'), minutes: sums('minutes'), durations: sums('durations') }).toEqual({
        outcomes: expected.outcomes,
        minutes: expected.minutes,
        durations: expected.durations,
      })
    }
  })
})

/** What rows of counts come to when they are added up by their texts, as the tables do. */
function summed(rows: readonly object[]): object[] {
  const sums = new Map<string, Record<string, unknown>>()
  for (const row of rows) {
    const parts = Object.entries(row)
    const counts = parts.filter(([name, part]) => typeof part === 'number' && name !== 'bucket')
    const key = JSON.stringify(parts.filter(part => !counts.includes(part)))
    const sum: Record<string, unknown> = sums.get(key) ?? {
      ...row,
      ...Object.fromEntries(counts.map(([c]) => [c, 0])),
    }
    for (const [name, count] of counts) sum[name] = (sum[name] as number) + (count as number)
    sums.set(key, sum)
  }
  return [...sums.values()].filter(sum => !('n' in sum) || sum.n !== 0)
}

describe('until an order was placed, as far as is known', () => {
  const [created, ...others] = stories.completed as [Input, ...Input[]]

  test('it is in no figure, but its money is', () => {
    const { outcomes, minutes, durations, revenue, orders } = left(others)
    expect({ outcomes, minutes, durations }).toEqual({ outcomes: [], minutes: [], durations: [] })
    expect(revenue).toEqual([{ currency: 'EUR', captured: 1050n, refunded: 0n }])
    expect(orders).toMatchObject([{ status: 'COMPLETED', createdAt: null }])
  })

  test('it is counted where it stands once it is', () => {
    expect(left([...others, created]).outcomes).toEqual([{ outcome: 'COMPLETED', reason: '', n: 1 }])
  })
})

test('of an order only what is known of it is kept: what else stands in its lines is whatever its sender likes', () => {
  const [created] = stories.completed as [Input, ...Input[]]
  const items = [{ productId: 'prod-1', quantity: 2, note: '\u0000' }]
  const { orders } = left([{ ...created, data: { ...(created.data as object), items } }])
  expect(orders).toEqual([expect.objectContaining({ placed })])
})

describe('where an open order stands', () => {
  test.each([
    [['OrderCreated'], 'PENDING'],
    [['OrderCreated', 'StockReserved'], 'STOCK_RESERVED'],
    [['OrderCreated', 'PaymentCaptured', 'StockReserved'], 'PAID'],
    [['OrderCreated', 'OrderCancellationRequested', 'PaymentCaptured'], 'CANCEL_PENDING'],
    [['OrderCreated', 'ShipmentDispatched'], 'PENDING'],
  ] as const)('%j: %s', (types, status) => {
    const { orders, outcomes } = left(story(...types))
    expect(orders).toMatchObject([{ status, endedAt: null }])
    expect(outcomes).toEqual([{ outcome: 'OPEN', reason: '', n: 1 }])
  })

  test('is said by what the order service itself publishes, and by progress', () => {
    expect(Object.entries(said).filter(([, word]) => word !== null)).toHaveLength(7)
  })
})

describe('an order that ended unsoundly is counted as such', () => {
  test.each([
    ['dispatched, not paid', story('OrderCreated', 'ShipmentDispatched', 'OrderCompleted'), 1, 0],
    [
      'paid, not dispatched',
      story('OrderCreated', 'StockReserved', 'PaymentCaptured', 'OrderCompleted'),
      0,
      1,
    ],
    ['cancelled, not paid back', story('OrderCreated', 'PaymentCaptured', 'OrderCancelled'), 1, 0],
    ['rejected, and dispatched', story('OrderCreated', 'ShipmentDispatched', 'OrderRejected'), 0, 1],
  ])('%s', (_, events, mispaid, misshipped) => {
    expect(left(events).minutes).toMatchObject([{ mispaid, misshipped }])
  })
})

describe('what is dated in the future', () => {
  const sentAt = Date.parse('2026-01-15T12:00:00.000Z')
  const sent = new Date(sentAt).toISOString()
  const dated = (type: 'OrderCreated' | 'OrderRejected', time: string, at = second(0)): Input => {
    const [event] = story(type) as [Input]
    const said = { ...(event.data as object), ...(type === 'OrderCreated' && { createdAt: time }) }
    const facts = { ...(event.event as EventFacts), time, sentAt }
    return { ...event, id: type, data: said, at, event: facts }
  }

  test.each([
    ['2026-01-15T12:05:00.000Z', '2026-01-15T12:05:00.000Z'],
    ['2026-01-15T12:05:00.001Z', sent],
    ['2999-12-31T23:59:59.999Z', sent],
    ['9998-12-31T23:59:59.999Z', sent],
    ['1971-01-01T00:00:00.000Z', '1971-01-01T00:00:00.000Z'],
  ])('%s is shown as %s', (time, expected) => {
    const { orders, minutes, durations, journeys } = left([
      dated('OrderCreated', time),
      dated('OrderRejected', time),
    ])
    expect(orders).toMatchObject([{ createdAt: expected, updatedAt: expected, endedAt: expected }])
    expect(minutes).toMatchObject([{ minute: `${expected.slice(0, 16)}:00.000Z`, created: 1, rejected: 1 }])
    expect(durations).toMatchObject([{ ended: `${expected.slice(0, 18)}0.000Z` }])
    // What the event itself says is kept.
    expect(journeys).toMatchObject([{ event: { time } }, { event: { time } }])
  })

  test('is the same whenever it is read: by a rebuild a year later', () => {
    const read = (at: string) => left([dated('OrderCreated', '2999-01-01T00:00:00.000Z', at)])
    expect(read('2027-01-15T12:00:00.000Z')).toEqual(read(sent))
  })

  test('is so for stock too', () => {
    const data = {
      productId: 'prod-1',
      available: 1,
      reserved: 0,
      sold: 0,
      adjustedAt: '2999-01-01T00:00:00Z',
    }
    const event = { ...(dated('OrderCreated', sent).event as EventFacts), sequence: 1 }
    const input = { ...dated('OrderCreated', sent), type: 'InventoryAdjusted', data, event }
    expect(left([input]).stock).toMatchObject([{ updatedAt: sent }])
  })
})

test('money is added up exactly, beyond what a number is', () => {
  const most = Number.MAX_SAFE_INTEGER
  const [one, two] = story('PaymentCaptured', 'PaymentCaptured').map(event => ({
    ...event,
    data: { ...(event.data as object), amount: { amount: most, currency: 'EUR' } },
  })) as [Input, Input]
  const captured = 2n * BigInt(most)
  const { revenue, orders } = left([one, { ...two, data: { ...(two.data as object), orderId } }])
  expect(revenue).toEqual([{ currency: 'EUR', captured, refunded: 0n }])
  expect(orders).toMatchObject([{ captured, refunded: 0n }])
})

describe('stock', () => {
  const adjusted = (version: number | undefined, available: number): Input => ({
    id: `adjusted-${version}`,
    type: 'InventoryAdjusted',
    data: { productId: 'prod-1', available, reserved: 0, sold: 0, adjustedAt: '2026-01-15T11:30:00.5+01:00' },
    at: second(0),
    correlationId: 'c',
    initiator: 'customer',
    event: {
      topic: 'inventory.adjusted.v1',
      source: '/services/inventory',
      time: second(1),
      sequence: version,
    },
  })

  test('is that of the highest version, however often and in whatever order they come', () => {
    const events = [adjusted(2, 8), adjusted(3, 7), adjusted(4, 6)]
    for (const arrived of arrivals(events, 2)) {
      expect(left(arrived).stock).toEqual([
        {
          productId: 'prod-1',
          available: 6,
          reserved: 0,
          sold: 0,
          version: 4,
          updatedAt: '2026-01-15T10:30:00.500Z',
        },
      ])
    }
  })
})

describe('a tombstone', () => {
  const tombstone = {
    ...(stories.completed[0] as Input),
    type: 'InventoryAdjustedTombstone',
    data: { key: 'prod-1' },
  }
  const level = (sequence: number): Input => ({
    ...(stories.completed[0] as Input),
    type: 'InventoryAdjusted',
    data: { productId: 'prod-1', available: sequence, reserved: 0, sold: 0, adjustedAt: second(0) },
    event: { ...(stories.completed[0]?.event as EventFacts), sequence },
  })

  test.each([
    ['deletes what was before it', [level(3), tombstone], { deleted: true }],
    ['deletes what is not there', [tombstone], { deleted: true }],
    ['lets what is behind it begin anew', [level(3), tombstone, level(1)], { version: 1, anew: true }],
    [
      'does so for all that is behind it',
      [tombstone, level(1), level(2), level(1)],
      { version: 2, anew: true },
    ],
    ['deletes again', [tombstone, level(1), tombstone], { deleted: true }],
  ])('%s', (_, events, expected) => {
    const { stock, eventCounts } = left(events)
    expect(stock).toEqual([expect.objectContaining({ productId: 'prod-1', ...expected })])
    const n = events.filter(({ type }) => type === 'InventoryAdjusted').length
    expect(eventCounts).toEqual(n === 0 ? [] : [{ type: 'InventoryAdjusted', n }])
  })
})

test('a journey keeps the event whole, with all that is known of it', () => {
  const [event] = stories.completed
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const facts = { ...(event?.event as EventFacts), traceparent }
  // That of the input is reporting's own, which another reading would not have.
  const said = { ...(event as Input), event: facts, traceparent: traceparent.replace('b7', 'c8') }
  const { at: _, event: __, traceparent: ___, ...rest } = said
  expect(left([said]).journeys).toEqual([{ orderId, event: { ...rest, ...facts, time: second(0) } }])
})

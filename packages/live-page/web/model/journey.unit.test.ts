import { expect, it } from 'vitest'
import type { JourneyEvent, OrderSummary } from '../../src/api.ts'
import { stepsOf, traceIdOf } from './journey.ts'

const event = (id: string, type: string, source: string, second: number, causationId?: string) =>
  ({
    id,
    type,
    source: `/services/${source}`,
    time: `2026-01-15T10:30:0${second}.000Z`,
    ...(causationId && { causationId }),
  }) as JourneyEvent

it('names who did it, what caused it and what it takes back', () => {
  const events = [
    event('a', 'OrderCreated', 'order', 0, 'the request'),
    event('b', 'StockReserved', 'inventory', 1, 'a'),
    event('c', 'PaymentDeclined', 'payment', 2, 'b'),
    event('d', 'StockReleased', 'inventory', 3, 'c'),
    event('e', 'OrderRejected', 'order', 4, 'c'),
  ]
  const steps = stepsOf({ order: {} as OrderSummary, events })
  expect(
    steps.map(({ producer, meaning, cause, undoes, after }) => [producer, meaning, cause, undoes, after]),
  ).toEqual([
    ['order', 'forward', undefined, undefined, 0],
    ['inventory', 'forward', 0, undefined, 1_000],
    ['payment', 'refusal', 1, undefined, 2_000],
    ['inventory', 'undo', 2, 1, 3_000],
    ['order', 'rejected', 2, undefined, 4_000],
  ])
})

it('finds the trace', () => {
  expect(traceIdOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toBe(
    '0af7651916cd43dd8448eb211c80319c',
  )
  expect(traceIdOf(undefined)).toBeUndefined()
})

import { expect, test } from 'vitest'
import type { Inputs } from './domain/transitions.ts'
import { given, when } from './domain.fixture.ts'
import { endedIn } from './saga-durations.ts'

const minute = 60

test.each<[Inputs[], string]>([
  [['ShipmentDispatched'], 'COMPLETED'],
  [['StockRejected'], 'REJECTED'],
  [['ShipmentFailed'], 'CANCELLED'],
  [['StockReserved', 'PaymentCaptured', 'ShipmentDispatched'], 'COMPLETED'],
  // What it learns within the same batch, after its end, makes no second end of it.
  [['ShipmentDispatched', 'PaymentCaptured', 'StockReserved', 'ShipmentDispatched'], 'COMPLETED'],
])('a batch of %j ends the order once: %s', (inputs, outcome) => {
  const world = given('PENDING')
  for (const input of inputs) when(world, input)
  expect(endedIn(world)).toEqual([{ outcome, seconds: minute }])
})

test.each<[Inputs]>([['StockReserved'], ['PaymentCaptured'], ['DeadlinePassed']])(
  '%s alone ends nothing',
  input => {
    const world = given('PENDING')
    when(world, input)
    expect(world.orders.changes()).toHaveLength(1)
    expect(endedIn(world)).toEqual([])
  },
)

test('an order that had ended before and learns its price does not end again', () => {
  const world = given('COMPLETED')
  when(world, 'StockReserved')
  expect(world.orders.changes()).toHaveLength(1)
  expect(endedIn(world)).toEqual([])
})

test('clocks that disagree do not make a negative duration', () => {
  const world = given('PENDING', { createdAt: '2026-01-15T10:31:00.250Z' })
  when(world, 'StockRejected')
  expect(endedIn(world)).toEqual([{ outcome: 'REJECTED', seconds: 0 }])
})

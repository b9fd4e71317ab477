import type { EventData } from '@orderflow/events'
import type { Shipments } from '@orderflow/shipping/domain/shipment.ts'
import { type Mutant, wrongDecision } from './mutate.ts'

const granted = (
  { orderId, reason }: EventData<'OrderCancellationRequested'>,
  at: string,
  sequence: number,
) => ({ type: 'ShipmentCancelled', sequence, data: { orderId, reason, cancelledAt: at } }) as const

export const shippingMutants: readonly Mutant[] = [
  wrongDecision<Shipments, EventData<'OrderCancellationRequested'>>(
    'shipping-no-tombstone',
    'shipping grants a cancellation and does not remember it',
    'shipping',
    ['OrderCancellationRequested'],
    () =>
      ({ shipments }, { data, at }) =>
        shipments.get(data.orderId) === undefined ? { events: [granted(data, at, 1)] } : undefined,
  ),
  wrongDecision<Shipments, EventData<'OrderCancellationRequested'>>(
    'shipping-cancels-the-dispatched',
    'shipping grants the cancellation of what it has dispatched',
    'shipping',
    ['OrderCancellationRequested'],
    () =>
      ({ shipments }, { data, at }) => {
        const shipment = shipments.get(data.orderId)
        if (shipment?.status !== 'DISPATCHED') return undefined
        shipments.set({ ...shipment, status: 'CANCELLED', version: 2 })
        return { events: [granted(data, at, 2)] }
      },
  ),
  wrongDecision<Shipments, EventData<'OrderCancellationRequested'>>(
    'shipping-silent-before-payment',
    'shipping does not answer a cancellation while it knows of no payment',
    'shipping',
    ['OrderCancellationRequested'],
    () =>
      ({ shipments }, { data }) =>
        shipments.get(data.orderId) === undefined ? { ignored: 'late' } : undefined,
  ),
]

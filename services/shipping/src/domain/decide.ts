import { derivedId, type EventData } from '@orderflow/events'
import type { Decision, Input } from '@orderflow/messaging/decider'
import { stepFor } from '@orderflow/messaging/transitions'
import type { Deliverability, Shipment, ShipmentEvent, Shipments } from './shipment.ts'
import { transitions } from './transitions.ts'

/**
 * The order is paid: dispatches it, or says why it cannot. Dispatch is the pivot of the saga: before it
 * everything is undone by compensation, after it the order only goes forward.
 */
export const dispatch =
  (undeliverable: Deliverability) =>
  ({ shipments }: Shipments, { data, at }: Input<EventData<'PaymentCaptured'>>): Decision<ShipmentEvent> => {
    const { orderId, customerId } = data
    const step = stepFor(transitions, stateOf(shipments.get(orderId)), 'PaymentCaptured', nameOf(orderId))
    if (step !== 'dispatch') return { ignored: step }
    const reason = undeliverable(customerId)
    if (reason !== undefined) {
      shipments.set({ orderId, status: 'FAILED', reason, trackingNumber: null, version: 1 })
      return { events: [{ type: 'ShipmentFailed', sequence: 1, data: { orderId, reason, failedAt: at } }] }
    }
    const trackingNumber = derivedId('TRK-', orderId)
    shipments.set({ orderId, status: 'DISPATCHED', reason: null, trackingNumber, version: 1 })
    const dispatched = { orderId, trackingNumber, dispatchedAt: at }
    return { events: [{ type: 'ShipmentDispatched', sequence: 1, data: dispatched }] }
  }

/** Grants a cancellation if nothing was dispatched; keeps silent if it is too late. */
export function cancel(
  { shipments }: Shipments,
  { data, at }: Input<EventData<'OrderCancellationRequested'>>,
): Decision<ShipmentEvent> {
  const { orderId, reason } = data
  const step = stepFor(
    transitions,
    stateOf(shipments.get(orderId)),
    'OrderCancellationRequested',
    nameOf(orderId),
  )
  if (step !== 'cancel') return { ignored: step }
  shipments.set({ orderId, status: 'CANCELLED', reason, trackingNumber: null, version: 1 })
  return { events: [{ type: 'ShipmentCancelled', sequence: 1, data: { orderId, reason, cancelledAt: at } }] }
}

const stateOf = (shipment: Shipment | undefined) => shipment?.status ?? 'NONE'
const nameOf = (orderId: string) => `the shipment of order ${orderId}`

import type { EventData } from '@orderflow/event-contracts'
import type { Decision, Input } from '@orderflow/messaging'
import type { Deliverability, ShipmentEvent, Shipments } from './shipment.ts'

/**
 * Dispatches a paid order, or says why it cannot. Dispatch is the pivot of the saga: before it everything
 * is undone by compensation, after it the order only goes forward.
 */
export const dispatch =
  (undeliverable: Deliverability) =>
  ({ shipments }: Shipments, { data, at }: Input<EventData<'PaymentCaptured'>>): Decision<ShipmentEvent> => {
    const { orderId, customerId } = data
    if (shipments.get(orderId) !== undefined) return { ignored: 'duplicate' }
    const reason = undeliverable(customerId)
    if (reason !== undefined) {
      shipments.set({ orderId, status: 'FAILED', reason, trackingNumber: null, version: 1 })
      return { events: [{ type: 'ShipmentFailed', sequence: 1, data: { orderId, reason, failedAt: at } }] }
    }
    const trackingNumber = `TRK-${orderId}`
    shipments.set({ orderId, status: 'DISPATCHED', reason: null, trackingNumber, version: 1 })
    const dispatched = { orderId, trackingNumber, dispatchedAt: at }
    return { events: [{ type: 'ShipmentDispatched', sequence: 1, data: dispatched }] }
  }

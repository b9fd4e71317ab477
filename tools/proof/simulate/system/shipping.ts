import { Rows } from '@orderflow/messaging/decider'
import type { Shipment, Shipments } from '@orderflow/shipping/domain/shipment.ts'
import type { Twin } from '../simulator/index.ts'
import { found, idOf } from './tables.ts'

/** Shipments in memory: the twin of shipping's `store.ts`. */
export const shippingTwin: Twin<Shipments> = {
  create: () => ({ shipments: new Map<string, Shipment>() }),

  load: ({ shipments }, inputs) => ({
    shipments: new Rows(({ orderId }) => orderId, found<Shipment>(shipments, inputs.map(idOf))),
  }),

  save(tables, { shipments }) {
    for (const { row } of shipments.changes()) tables.shipments?.set(row.orderId, row)
  },

  cell: ({ shipments }, input) => ({
    state: shipments.get(idOf(input))?.status ?? 'NONE',
    input: input.type,
  }),
}

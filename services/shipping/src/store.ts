import { type Columns, insertRows, type Tx, updateRows } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import type { Shipment, Shipments } from './domain/shipment.ts'

/** Shipments as rows. */
export const store: Store<Shipments> = {
  async load(tx, inputs) {
    return { shipments: new Rows(({ orderId }) => orderId, await lockShipments(tx, inputs.map(orderIdOf))) }
  },

  save: ({ shipments }) => [
    ...insertShipments(shipments.inserted().toSorted(byOrder)),
    ...updateShipments(shipments.updated()),
  ],
}

const orderIdOf = (input: Input) => (input.data as { orderId: string }).orderId

const columns = 'order_id AS "orderId", status, reason, tracking_number AS "trackingNumber", version'

/** One shipment without locking it; for queries. */
export async function findShipment(tx: Tx, orderId: string): Promise<Shipment | undefined> {
  const { rows } = await tx.query<Shipment>({
    name: 'shipment-find',
    text: `SELECT ${columns} FROM shipments WHERE order_id = $1`,
    values: [orderId],
  })
  return rows[0]
}

async function lockShipments(tx: Tx, orderIds: readonly string[]): Promise<Shipment[]> {
  const { rows } = await tx.query<Shipment>({
    name: 'shipments-lock',
    text: `SELECT ${columns} FROM shipments WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows
}

const byOrder = (a: Shipment, b: Shipment) => (a.orderId < b.orderId ? -1 : 1)

const written: Columns<Shipment> = {
  order_id: ['text', s => s.orderId],
  status: ['text', s => s.status],
  reason: ['text', s => s.reason],
  tracking_number: ['text', s => s.trackingNumber],
  version: ['integer', s => s.version],
}

const insertShipments = insertRows('shipments', written)

/** No transition changes a shipment yet; one that does is not lost. */
const updateShipments = updateRows('shipments', 'order_id', written)

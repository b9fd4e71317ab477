import type { Statement, Tx } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import type { Shipment, Shipments } from './domain/shipment.ts'

/** Shipments as rows. */
export const store: Store<Shipments> = {
  async load(tx, inputs) {
    return { shipments: new Rows(({ orderId }) => orderId, await lockShipments(tx, inputs.map(orderIdOf))) }
  },

  save: ({ shipments }) => insertShipments(shipments.inserted()),
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

function insertShipments(shipments: readonly Shipment[]): Statement[] {
  if (shipments.length === 0) return []
  const sorted = shipments.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))
  return [
    {
      name: 'shipments-insert',
      text: `INSERT INTO shipments (order_id, status, reason, tracking_number, version)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[])`,
      values: [
        sorted.map(s => s.orderId),
        sorted.map(s => s.status),
        sorted.map(s => s.reason),
        sorted.map(s => s.trackingNumber),
        sorted.map(s => s.version),
      ],
    },
  ]
}

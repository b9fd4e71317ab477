import { newQuantities } from '@orderflow/inventory/domain/decide.ts'
import type { Adjustment, Line, Product, Reservation, Stock } from '@orderflow/inventory/domain/stock.ts'
import { type Input, Rows } from '@orderflow/messaging/decider'
import type { Scenario, Twin } from '../simulator/index.ts'
import { currency, found, idOf } from './tables.ts'

/** Products, reservations and adjustments in memory: the twin of inventory's `store.ts`. */
export const inventoryTwin: Twin<Stock> = {
  create: ({ products }) => ({
    products: new Map(products.map(product => [product.productId, stocked(product)])),
    reservations: new Map<string, Reservation>(),
    adjustments: new Map<string, Adjustment>(),
  }),

  load(tables, inputs) {
    const reservations = found<Reservation>(
      tables.reservations,
      inputs.flatMap(input => (input.type === 'AdjustStock' ? [] : [idOf(input)])),
    )
    const productIds = [
      ...inputs.flatMap(productIdsOf),
      ...reservations.flatMap(({ lines }) => lines.map(productIdOf)),
    ]
    return {
      reservations: new Rows(({ orderId }) => orderId, reservations),
      products: new Rows(productIdOf, found<Product>(tables.products, productIds)),
      adjustments: new Rows(({ adjustmentId }) => adjustmentId),
    }
  },

  save(tables, { products, reservations, adjustments }) {
    for (const { row } of products.changes()) tables.products?.set(row.productId, row)
    for (const { row } of reservations.changes()) tables.reservations?.set(row.orderId, row)
    for (const { row } of adjustments.changes()) tables.adjustments?.set(row.adjustmentId, row)
  },

  conclude: newQuantities,

  cell({ reservations }, input) {
    if (input.type === 'AdjustStock') return undefined
    return { state: reservations.get(idOf(input))?.status ?? 'NONE', input: input.type }
  },

  broken({ products }) {
    const negative = products
      .changes()
      .find(({ row: { available, reserved, sold } }) => Math.min(available, reserved, sold) < 0)
    if (negative === undefined) return undefined
    const { productId, available, reserved, sold } = negative.row
    return `${productId} has ${available} available, ${reserved} reserved and ${sold} sold`
  },
}

const productIdOf = ({ productId }: { readonly productId: string }) => productId

function productIdsOf({ type, data }: Input): string[] {
  if (type === 'AdjustStock') return [productIdOf(data as Line)]
  return type === 'OrderCreated' ? (data as { items: Line[] }).items.map(productIdOf) : []
}

function stocked({ productId, unitPrice, stock }: Scenario['products'][number]): Product {
  return {
    productId,
    name: productId,
    unitPrice,
    currency,
    available: stock,
    reserved: 0,
    sold: 0,
    version: 1,
  }
}

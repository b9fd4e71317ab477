import type { Tx } from '@orderflow/messaging/database'
import type { Input, Store } from '@orderflow/messaging/decider'
import { table } from '@orderflow/messaging/tables'
import { rememberSetAside } from '@orderflow/service-kit'
import { newQuantities } from './domain/decide.ts'
import type { Adjustment, AdjustStock, Line, Product, Reservation, Stock } from './domain/stock.ts'

const reservations = table<Reservation>(
  'reservations',
  { orderId: 'text', status: 'text', lines: 'jsonb', version: 'integer' },
  { fixed: ['lines'] },
)

const products = table<Product>(
  'products',
  {
    productId: 'text',
    name: 'text',
    unitPrice: 'bigint',
    currency: 'text',
    available: 'integer',
    reserved: 'integer',
    sold: 'integer',
    version: 'bigint',
  },
  { fixed: ['name', 'unitPrice', 'currency'] },
)

const adjustments = table<Adjustment>('adjustments', {
  adjustmentId: 'uuid',
  productId: 'text',
  delta: 'integer',
  reason: 'text',
  at: 'timestamptz',
})

/** Products, reservations and adjustments as rows. */
export const store: Store<Stock> = {
  async load(tx, inputs) {
    const held = await reservations.load(tx, inputs)
    const productIds = [...inputs.flatMap(productIdsOf), ...held.loaded().flatMap(productIdsOfLines)]
    return {
      reservations: held,
      products: await products.lock(tx, productIds),
      adjustments: adjustments.rows(), // are only ever added
    }
  },

  save: world => [
    ...reservations.save(world.reservations),
    ...products.save(world.products),
    ...adjustments.save(world.adjustments),
  ],

  conclude: newQuantities,
  setAside: rememberSetAside,
}

const productIdsOfLines = ({ lines }: { readonly lines: readonly Line[] }) =>
  lines.map(({ productId }) => productId)

function productIdsOf({ type, data }: Input): string[] {
  if (type === 'AdjustStock') return [(data as AdjustStock).productId]
  return type === 'OrderCreated' ? productIdsOfLines({ lines: (data as { items: Line[] }).items }) : []
}

/** One product without locking it; for queries. */
export const findProduct = products.find

/** All products without locking them; for queries. */
export const allProducts = (tx: Tx): Promise<Product[]> =>
  products.select(tx, { name: 'products-all', text: 'ORDER BY product_id' })

import type { ServiceFacts } from '../names.ts'

export const migration = ({ reads }: ServiceFacts) => `-- The orders of which ${reads} has come.
CREATE TABLE orders (
  order_id text COLLATE "C" PRIMARY KEY,
  happened_at timestamptz NOT NULL
);
`

export const store = ({
  name,
  pascal,
}: ServiceFacts) => `import { insertRows, type Tx } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import type { KnownOrder, ${pascal} } from './domain/${name}.ts'

/** Orders as rows. One that is kept never changes: what may change needs \`updateRows\` in \`save\` too. */
export const store: Store<${pascal}> = {
  load: async (tx, inputs) => worldOf(await lockOrders(tx, inputs.map(orderIdOf))),
  save: ({ orders }) => insertOrders(orders.inserted().toSorted(byOrder)),
}

/** What a batch works on, given the orders that are there already. */
export const worldOf = (orders: Iterable<KnownOrder> = []): ${pascal} => ({
  orders: new Rows(({ orderId }) => orderId, orders),
})

const orderIdOf = (input: Input) => (input.data as { orderId: string }).orderId

interface OrderRow {
  readonly orderId: string
  readonly at: Date
}

const knownOrder = ({ orderId, at }: OrderRow): KnownOrder => ({ orderId, at: at.toISOString() })

/** One order without locking it; for queries. */
export async function findOrder(tx: Tx, orderId: string): Promise<KnownOrder | undefined> {
  const { rows } = await tx.query<OrderRow>({
    name: 'order-find',
    text: 'SELECT order_id AS "orderId", happened_at AS at FROM orders WHERE order_id = $1',
    values: [orderId],
  })
  return rows.map(knownOrder)[0]
}

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<KnownOrder[]> {
  const { rows } = await tx.query<OrderRow>({
    name: 'orders-lock',
    text: \`SELECT order_id AS "orderId", happened_at AS at FROM orders
           WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE\`,
    values: [orderIds],
  })
  return rows.map(knownOrder)
}

const byOrder = (a: KnownOrder, b: KnownOrder) => (a.orderId < b.orderId ? -1 : 1)

const insertOrders = insertRows<KnownOrder>('orders', {
  order_id: ['text', order => order.orderId],
  happened_at: ['timestamptz', order => order.at],
})
`

export const routes = ({
  name,
  words,
}: ServiceFacts) => `import { type HttpApp, HttpProblem, id, problems, type ServiceContext } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { findOrder } from './store.ts'

export function routes(app: HttpApp, { pool }: ServiceContext): void {
  app.get(
    '/orders/:orderId',
    {
      schema: {
        tags: ['orders'],
        summary: '${words}: an order',
        params: Type.Object({ orderId: id('The order') }),
        response: {
          200: Type.Object({
            orderId: Type.String(),
            at: Type.String({ format: 'date-time', description: 'When it happened' }),
          }),
          ...problems(400, 404, 503),
        },
      },
    },
    async ({ params: { orderId } }) => {
      const order = await findOrder(pool, orderId)
      if (order === undefined)
        throw new HttpProblem({ status: 404, detail: \`Order \${orderId} is not known to ${name}.\` })
      return { ...order }
    },
  )
}
`

import type { ServiceFacts } from '../names.ts'

export const migration = ({ reads }: ServiceFacts) => `-- The orders of which ${reads} has come.
CREATE TABLE orders (
  order_id text COLLATE "C" PRIMARY KEY,
  at timestamptz NOT NULL
);
`

export const store = ({
  name,
  pascal,
}: ServiceFacts) => `import type { Store } from '@orderflow/messaging/decider'
import { storeOf, table } from '@orderflow/messaging/tables'
import type { KnownOrder, ${pascal} } from './domain/${name}.ts'

export const orders = table<KnownOrder>('orders', { orderId: 'text', at: 'timestamptz' })

/** Orders as rows. */
export const store: Store<${pascal}> = storeOf({ orders })

/** What a batch works on, given the orders that are there already. */
export const worldOf = (loaded: Iterable<KnownOrder> = []): ${pascal} => ({ orders: orders.rows(loaded) })

/** One order without locking it; for queries. */
export const findOrder = orders.find
`

export const rights = () => `import type { Rights } from '@orderflow/messaging/set-up'
import { orders } from './store.ts'

/** All that the role of the service may do to its tables. */
export const rights: Rights = { tables: { orders: orders.rights } }
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
      config: { access: { scope: 'reports:read' } },
      schema: {
        tags: ['orders'],
        summary: '${words}: an order',
        params: Type.Object({ orderId: id('The order') }),
        response: {
          200: Type.Object({
            orderId: Type.String(),
            at: Type.String({ format: 'date-time', description: 'When it happened' }),
          }),
          ...problems(404),
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

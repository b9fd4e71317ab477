import type { ServiceNames } from './names.ts'

/** What the templates are filled with. */
export interface ServiceFacts extends ServiceNames {
  readonly port: number
  /** The event that it reads to begin with. */
  readonly reads: string
  /** The versions of that event, the current one first. */
  readonly versions: readonly number[]
}

/** The sources of a service that reads one event and keeps a row for each order, by path. */
export function serviceFiles(of: ServiceFacts): Record<string, string> {
  const folder = `services/${of.name}`
  return {
    [`${folder}/package.json`]: packageJson(of),
    [`${folder}/migrations/0001_orders.sql`]: migration(of),
    [`${folder}/src/main.ts`]: main(of),
    [`${folder}/src/config.ts`]: config(of),
    [`${folder}/src/app.ts`]: app(of),
    [`${folder}/src/consumers.ts`]: consumers(of),
    [`${folder}/src/store.ts`]: store(of),
    [`${folder}/src/routes.ts`]: routes(of),
    [`${folder}/src/pacts.ts`]: pacts(of),
    [`${folder}/src/domain/${of.name}.ts`]: domain(of),
    [`${folder}/src/domain/decide.ts`]: decide(of),
    [`${folder}/src/domain/decide.unit.test.ts`]: unitTest(of),
    [`${folder}/src/${of.name}.int.test.ts`]: intTest(of),
  }
}

const packageJson = ({ name, reads }: ServiceFacts) =>
  `${JSON.stringify(
    {
      name: `@orderflow/${name}`,
      version: '0.1.0',
      private: true,
      license: 'MIT',
      description: `Reads ${reads}.`,
      type: 'module',
      exports: { './app': './src/app.ts', './consumers': './src/consumers.ts', './pacts': './src/pacts.ts' },
      scripts: { start: 'node --import @orderflow/service-kit/tracing src/main.ts' },
      dependencies: {
        '@orderflow/event-contracts': 'workspace:*',
        '@orderflow/messaging': 'workspace:*',
        '@orderflow/service-kit': 'workspace:*',
        pg: 'catalog:',
        typebox: 'catalog:',
      },
      devDependencies: { '@types/pg': 'catalog:' },
    },
    null,
    2,
  )}\n`

const migration = ({ reads }: ServiceFacts) => `-- The orders of which ${reads} has come.
CREATE TABLE orders (
  order_id text COLLATE "C" PRIMARY KEY,
  happened_at timestamptz NOT NULL
);
`

const main = ({ camel }: ServiceFacts) => `import { runService } from '@orderflow/service-kit'
import { ${camel} } from './app.ts'
import { configSchema } from './config.ts'

await runService(configSchema, ${camel})
`

const config = ({ port }: ServiceFacts) => `import { commonConfig, port } from '@orderflow/service-kit'
import { Type } from 'typebox'

export const configSchema = Type.Object({ ...commonConfig, PORT: port(${port}) })
`

const app = ({
  name,
  camel,
  pascal,
  words,
}: ServiceFacts) => `import type { ServiceDefinition } from '@orderflow/service-kit'
import { consumes, decide, publishes } from './consumers.ts'
import type { ${pascal} } from './domain/${name}.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const ${camel} = (): ServiceDefinition<${pascal}> => ({
  name: '${name}',
  title: '${words} service',
  consumes,
  publishes,
  decide,
  store,
  routes,
})
`

const consumers = ({
  name,
  pascal,
  reads,
  versions,
}: ServiceFacts) => `import type { EventsOf, Publishes, Versions } from '@orderflow/event-contracts'
import type { Decider } from '@orderflow/messaging/decider'
import { on${reads} } from './domain/decide.ts'
import type { ${pascal} } from './domain/${name}.ts'

/** The events that ${name} reacts to, each in the newest version that it knows. */
export const consumes = {
  ${reads}: ${versions[0]},
} as const satisfies Versions

/** It publishes none. */
export const publishes = {} as const satisfies Publishes<never>

/** Everything that ${name} reacts to. */
export const decide: Decider<${pascal}, EventsOf<typeof consumes>, never> = {
  ${reads}: on${reads},
}
`

const domain = ({ pascal, reads }: ServiceFacts) => `import type { Rows } from '@orderflow/messaging/decider'

/** An order of which ${reads} has come. */
export interface KnownOrder {
  readonly orderId: string
  /** When it happened, ISO 8601. */
  readonly at: string
}

/** What a batch of inputs works on. */
export type ${pascal} = { readonly orders: Rows<KnownOrder> }
`

const decide = ({
  name,
  pascal,
  reads,
}: ServiceFacts) => `import type { EventData } from '@orderflow/event-contracts'
import type { Decision, Input } from '@orderflow/messaging/decider'
import type { ${pascal} } from './${name}.ts'

/** Keeps the order: once, however often the event comes. */
export function on${reads}(
  { orders }: ${pascal},
  { data: { orderId }, event, at }: Input<EventData<'${reads}'>>,
): Decision<never> {
  if (orders.get(orderId) !== undefined) return { ignored: 'duplicate' }
  orders.set({ orderId, at: event?.time ?? at })
  return { events: [] }
}
`

const unitTest = ({
  name,
  reads,
}: ServiceFacts) => `import { type Input, Rows } from '@orderflow/messaging/decider'
import { expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { KnownOrder } from './${name}.ts'

const input = {
  id: 'event-1',
  type: '${reads}',
  data: { orderId: 'order-1' },
  at: '2026-01-15T10:30:00.000Z',
  correlationId: 'c-1',
  initiator: 'customer',
} as Input<never>
const known: KnownOrder = { orderId: 'order-1', at: input.at }

test.each([
  ['an order that is new is kept', [], { events: [] }, [known]],
  ['one that is there already stays', [known], { ignored: 'duplicate' }, []],
])('%s', (_, loaded, decision, kept) => {
  const orders = new Rows<KnownOrder>(({ orderId }) => orderId, loaded)
  expect(decide.${reads}({ orders }, input)).toEqual(decision)
  orders.commit(input)
  expect(orders.inserted()).toEqual(kept)
})
`

const store = ({
  name,
  pascal,
}: ServiceFacts) => `import type { Statement, Tx } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import type { KnownOrder, ${pascal} } from './domain/${name}.ts'

/** Orders as rows. */
export const store: Store<${pascal}> = {
  load: async (tx, inputs) => worldOf(await lockOrders(tx, inputs.map(orderIdOf))),
  save: ({ orders }) => insertOrders(orders.inserted()),
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

function insertOrders(orders: readonly KnownOrder[]): Statement[] {
  if (orders.length === 0) return []
  const sorted = orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))
  return [
    {
      name: 'orders-insert',
      text: \`INSERT INTO orders (order_id, happened_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])\`,
      values: [sorted.map(order => order.orderId), sorted.map(order => order.at)],
    },
  ]
}
`

const routes = ({
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

const pacts = ({
  name,
  pascal,
  reads,
  versions,
}: ServiceFacts) => `import type { Pacts } from '@orderflow/service-kit/testing'
import { type consumes, decide, type publishes } from './consumers.ts'
import type { ${pascal} } from './domain/${name}.ts'
import { worldOf } from './store.ts'

const orderId = 'order-1'

export const pacts: Pacts<${pascal}, typeof consumes, typeof publishes> = {
  decide,
  outcome: ({ orders }) => orders.changes().map(({ row }) => row),
  needs: {
    ${reads}: {
      uses: { ${versions.map(version => `${version}: { orderId }`).join(', ')} },
      given: () => worldOf(),
      expected: [{ orderId }],
    },
  },
  occasions: {},
}
`

const intTest = ({
  camel,
  reads,
}: ServiceFacts) => `import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ${camel} } from './app.ts'
import { configSchema } from './config.ts'

let service: ServiceUnderTest
beforeAll(async () => {
  const migrations = new URL('../migrations/', import.meta.url)
  service = await startServiceUnderTest({ define: ${camel}, schema: configSchema, migrations })
})
afterAll(() => service?.stop())

test('${reads} is kept, once however often it comes', async () => {
  const orderId = crypto.randomUUID()
  const event = service.message('${reads}', { orderId })
  await service.send(event, event, event)
  await service.settled()

  expect((await service.get(\`/orders/\${orderId}\`)).body).toMatchObject({ orderId })
  expect((await service.pool.query('SELECT FROM orders')).rowCount).toBe(1)
})
`

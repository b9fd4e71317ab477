import type { ServiceFacts } from '../names.ts'

export const unitTest = ({
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

export const pacts = ({
  name,
  pascal,
  reads,
  versions,
}: ServiceFacts) => `import type { Pacts } from '@orderflow/events/testing'
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

export const intTest = ({
  camel,
  reads,
}: ServiceFacts) => `import { type ServiceUnderTest, startServiceUnderTest } from '@orderflow/events/testing'
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

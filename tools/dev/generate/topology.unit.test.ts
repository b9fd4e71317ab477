import { expect, test } from 'vitest'
import { services } from '../lib/services.ts'
import { topologyModule } from './topology.ts'

test("the page's map has every event, with who publishes and who reads it", async () => {
  const source = topologyModule(services)
  expect(source).toContain("  | 'OrderCreated'\n")
  const [, json = ''] = /topology: readonly TopologyRow\[\] = (\[.*\])\n/s.exec(source) ?? []
  const rows = JSON.parse(json) as { event: string; producer: string; consumers: string[] }[]
  expect(rows.every(({ producer }) => services.some(({ name }) => name === producer))).toBe(true)
  expect(rows.find(({ event }) => event === 'PaymentDeclined')).toEqual({
    event: 'PaymentDeclined',
    topic: 'payment.declined.v1',
    producer: 'payment',
    consumers: ['order', 'inventory', 'reporting'],
  })
})

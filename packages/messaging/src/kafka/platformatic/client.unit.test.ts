import { expect, it } from 'vitest'
import { loadClient } from './client.ts'

it.each(['20.20.2', '22.15.0', '22.21.9', '23.11.0', '24.5.0'])(
  'says in one sentence that Node %s is too old',
  version => {
    expect(() => loadClient(version)).toThrow(
      `KAFKA_CLIENT=platformatic needs Node 22.22, 24.6 or later, and this is ${version}: run another Node, or take kafkajs.`,
    )
  },
)

it.each(['22.22.0', '24.6.0', '26.0.0'])('is loaded by Node %s', version => {
  expect(loadClient(version)).toHaveProperty('Connection')
})

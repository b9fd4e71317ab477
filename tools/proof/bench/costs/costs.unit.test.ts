import { expect, test } from 'vitest'
import { withSystem } from './index.ts'

test("the system's processor time is everybody's but the load generator's, and no bytes", () => {
  const figures = { walBytes: 9_000, 'cpu.kafka': 20, 'cpu.order': 60, 'cpu.loadGenerator': 500 }

  expect(withSystem(figures)).toEqual({ ...figures, 'cpu.system': 80 })
})

test('where no process can be seen, the system has no processor time either', () => {
  expect(withSystem({ walBytes: 9_000 })).toEqual({ walBytes: 9_000 })
})

import { expect, test } from 'vitest'
import { allContracts, topics } from './registry.ts'

const sevenDays = { 'cleanup.policy': 'delete', 'retention.ms': '604800000' }

test('every contract has its topic', () => {
  expect(topics().map(({ topic }) => topic)).toEqual(allContracts.map(({ topic }) => topic))
})

test('topics have six partitions and keep seven days, or the newest event of each key', () => {
  expect(topics()).toContainEqual({ topic: 'order.created.v1', partitions: 6, config: sevenDays })
  const compacted = topics().filter(({ config }) => config['cleanup.policy'] === 'compact')
  expect(compacted).toEqual([
    { topic: 'inventory.adjusted.v1', partitions: 6, config: { 'cleanup.policy': 'compact' } },
  ])
})

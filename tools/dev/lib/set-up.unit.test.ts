import { loadConfig } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { partitionsConfig } from './partitions-config.ts'
import { isOfNewerRelease, sentenceOfSmall } from './set-up.ts'

test('topics that are too small are named, with the command that grows them', () => {
  const small = [
    { topic: 'a.b.v1', partitions: 6, wanted: 12 },
    { topic: 'a.c.v1', partitions: 3, wanted: 12 },
  ]
  expect(sentenceOfSmall(small)).toBe(
    'Topics have fewer partitions than 12, and stay so: a.b.v1 (6), a.c.v1 (3). To grow them: npm run partitions -- grow --to 12.',
  )
})

test('a topic of a newer release is one of an event, or of a version, that is not known here, or its dead letters', () => {
  const newer = ['order.gift-wrapped.v1', 'stock.reserved.v99', 'stock.reserved.v99.payment.dlq']
  const known = ['stock.reserved.v1', 'stock.reserved.v1.payment.dlq', '*', 'stock', 'payment']
  // A version that was given up lies below those that are known.
  const older = ['order.created.v0', 'order.created.v0.inventory.dlq']
  expect([...newer, ...known, ...older].filter(isOfNewerRelease)).toEqual(newer)
})

const read = (text?: string) =>
  loadConfig(Type.Object(partitionsConfig), { KAFKA_PARTITIONS: text }).KAFKA_PARTITIONS

test('six partitions unless told, and a sentence for what is no number of them', () => {
  expect([read(), read('12')]).toEqual([6, 12])
  for (const [given, what] of [
    ['0', 'must be >= 1'],
    ['1001', 'must be <= 1000'],
    ['six', 'must be integer'],
    ['2.5', 'must be integer'],
  ] as const) {
    expect(() => read(given)).toThrow(`KAFKA_PARTITIONS is "${given}" but ${what}`)
  }
})

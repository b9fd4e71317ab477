import { describe, expect, test } from 'vitest'
import { longestLife, longestRedelivery } from './expiry.ts'

const day = 86_400_000
const settings = {
  'cleanup.policy': 'delete',
  'retention.ms': String(7 * day),
  'segment.ms': String(2 * day),
  'message.timestamp.type': 'CreateTime',
  'message.timestamp.after.max.ms': String(day),
}
const config = (change: Readonly<Record<string, string | undefined>> = {}) =>
  new Map(Object.entries({ ...settings, ...change }).filter((entry): entry is [string, string] => !!entry[1]))

describe('the longest life of a record in days', () => {
  test.each<[string, Record<string, string | undefined>, number]>([
    ['retention, a segment, and a clock ahead', {}, 10],
    ["the broker's own time", { 'message.timestamp.type': 'LogAppendTime' }, 9],
    ['none at all', { 'retention.ms': '0', 'segment.ms': '0' }, 1],
    ['no limit of retention', { 'retention.ms': '-1' }, Infinity],
    ['the longest long', { 'retention.ms': '9223372036854775807' }, Infinity],
    ['any clock ahead', { 'message.timestamp.after.max.ms': '9223372036854775807' }, Infinity],
    ['a broker that does not know that limit', { 'message.timestamp.after.max.ms': undefined }, Infinity],
    ['compaction', { 'cleanup.policy': 'compact' }, Infinity],
    ['compaction and deletion', { 'cleanup.policy': 'compact,delete' }, Infinity],
    ['no policy', { 'cleanup.policy': undefined }, Infinity],
    ['no number', { 'segment.ms': 'soon' }, Infinity],
  ])('%s', (_, change, days) => {
    expect(longestLife(config(change)) / day).toBe(days)
  })
})

describe('the longest redelivery', () => {
  const of = (configs: Record<string, ReadonlyMap<string, string>>) =>
    longestRedelivery({ topicConfigs: async () => new Map(Object.entries(configs)) }, 'kitchen', ['a', 'b'])

  test('adds the dead letters of a topic to it, and is that of the worst topic', async () => {
    expect(await of({ a: config(), b: config(), 'b.kitchen.dlq': config({ 'retention.ms': '0' }) })).toEqual({
      topic: 'b',
      milliseconds: 13 * day,
    })
  })

  test('counts dead letters whose topic is gone, and is not there where nothing exists', async () => {
    expect(await of({ 'a.kitchen.dlq': config() })).toEqual({ topic: 'a', milliseconds: 10 * day })
    expect(await of({})).toBeUndefined()
  })
})

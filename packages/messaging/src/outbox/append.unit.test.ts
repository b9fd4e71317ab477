import { expect, test } from 'vitest'
import { append } from './append.ts'
import type { OutboxMessage } from './outbox.ts'

const message = (topic: string, value: string | Buffer, raw: OutboxMessage['raw'] = null): OutboxMessage => ({
  ...{ topic, key: 'k', value, headers: {}, raw },
})
const dead = message('a.post.dlq', 'd1', { headers: { n: ['AAE='] } })

/** What is inserted, in order: the values of each statement, and how. */
const inserted = (messages: readonly OutboxMessage[], shards?: number) =>
  append(messages, shards).map(({ name, values = [] }) =>
    name === 'outbox-append-rows'
      ? ['rows', ...(values[2] as Buffer[]).map(String)]
      : ['pack', ...(JSON.parse(values[4] as string) as string[][]).map(([, , value]) => value)],
  )

test.each([1, 2])('a dead letter leaves the others in their pack, with %i shards', shards => {
  expect(inserted([message('a', '1'), dead, message('b', '2'), message('a', '3')], shards)).toEqual([
    ['pack', '1', '2', '3'],
    ['rows', 'd1'],
  ])
  expect(inserted([dead], shards)).toEqual([['rows', 'd1']])
})

test('a topic keeps its order: all of it are rows if one is', () => {
  const binary = message('a', '2', { key: '/w==' })
  expect(inserted([message('a', '1'), message('b', 'x'), binary, message('a', '3')])).toEqual([
    ['pack', 'x'],
    ['rows', '1', '2', '3'],
  ])
  expect(inserted([message('a', '1'), message('b', Buffer.from('0\0')), dead])).toEqual([
    ['rows', '1', '0\0'],
    ['rows', 'd1'],
  ])
})

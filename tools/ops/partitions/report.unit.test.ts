import { expect, test } from 'vitest'
import { behindLine, listTable, planLines, stepLine } from './report.ts'

test('what is done has a line each, with the seconds since the topics are held', () => {
  const lines = [
    stepLine({ done: 'held', topics: ['a', 'b'], seconds: 0.1 }),
    stepLine({ done: 'looked', behind: [], seconds: 0.4 }),
    stepLine({ done: 'read', readers: [{ group: 'order', topics: ['a'] }], seconds: 1.2 }),
    stepLine({ done: 'let go', seconds: 17 }),
  ]
  expect(lines).toEqual([
    '  0.1 s  held: 2 topics; what is to be sent there waits in the outboxes',
    undefined,
    '  1.2 s  read to their ends by order',
    ' 17.0 s  the topics are let go',
  ])
  const behind = [{ group: 'order', topic: 'a', records: 3 }]
  expect(behindLine({ done: 'looked', behind, seconds: 1 })).toBe('order: 3 of a')
  expect(behindLine({ done: 'looked', behind: [], seconds: 1 })).toBeUndefined()
})

test('a plan has what grows, what an earlier run has left, and who is waited for', () => {
  expect(planLines({ growth: [], resumed: [] }, [])).toEqual(['No topic has fewer partitions.'])
  expect(planLines({ growth: [{ topic: 'a', from: 6, to: 12 }], resumed: ['b'] }, ['order'])).toEqual([
    'An earlier run has left 1 topic held, to be let go.',
    '  topic  from  to',
    '  a      6     12',
    'Waited for: order',
  ])
})

test('the list shows what is held', () => {
  expect(listTable(new Map([['a', 6]]), ['a'])).toEqual(['  topic  partitions', '  a      6           held'])
})

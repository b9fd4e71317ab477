import { expect, test } from 'vitest'
import { wantsOf } from './promql.ts'

test('a query wants the series that it selects, and the labels that it groups and joins by', () => {
  const wants = wantsOf(
    `max by (group, topic) (a:b:c{x="1"}) > on (slo) group_left sum without (y) (rate(d{le=~"10(\\\\.0)?",z!="q"}[5m]))`,
  )
  expect(wants.selectors).toEqual([
    { name: 'a:b:c', matchers: [{ label: 'x', op: '=', value: '1' }] },
    {
      name: 'd',
      matchers: [
        { label: 'le', op: '=~', value: '10(\\.0)?' },
        { label: 'z', op: '!=', value: 'q' },
      ],
    },
  ])
  expect(wants.labels).toEqual(['group', 'topic', 'slo', 'y'])
})

test('what label_replace makes is not wanted', () => {
  expect(wantsOf('sum by (group, topic) (label_replace(a, "group", "$1", "service", "(.*)"))')).toEqual({
    selectors: [{ name: 'a', matchers: [] }],
    labels: ['topic'],
  })
})

test.each(['sum(', 'rate(a[5m)', 'a{b=c}', 'sum by group (a)'])('%s is refused', expr => {
  expect(() => wantsOf(expr)).toThrow('no PromQL')
})

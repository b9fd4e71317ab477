import { expect, it } from 'vitest'
import { accessRules, type ServiceAccess } from './access.ts'

const rules = (service: ServiceAccess) =>
  accessRules(service)
    .map(({ resource, name, operation }) => `${operation} ${resource} ${name}`)
    .sort()

it.each<[string, ServiceAccess, string[]]>([
  [
    'nothing for a service that touches nothing but its group',
    { name: 'a', reads: [], publishes: [] },
    ['read group a'],
  ],
  [
    'what it reads, its dead letters, what it publishes',
    { name: 'payment', reads: ['stock'], publishes: ['captured'] },
    [
      'describe-configs topic stock',
      'describe-configs topic stock.payment.dlq',
      'read group payment',
      'read topic stock',
      'read topic stock.payment.dlq',
      'write topic captured',
      'write topic stock',
      'write topic stock.payment.dlq',
    ],
  ],
  [
    'groups of other names, and others to be seen and not read',
    {
      name: 'b',
      reads: [],
      publishes: [],
      groups: ['b-1', 'b-2'],
      watches: { groups: ['c'], topics: ['t'] },
    },
    ['describe group c', 'describe topic t', 'read group b-1', 'read group b-2'],
  ],
  ['each rule once', { name: 'd', reads: [], publishes: ['t', 't'] }, ['read group d', 'write topic t']],
])('gives %s', (_, service, wanted) => {
  expect(rules(service)).toEqual(wanted)
})

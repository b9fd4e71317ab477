import { expect, test } from 'vitest'
import { type Series, unanswered } from './series.ts'

const series: Series[] = [
  { name: 'requests', labels: { service: 'order', status: '2xx' } },
  { name: 'lag', labels: { group: null, topic: null } },
]
const whatIsMissing = (expr: string) => unanswered([{ by: 'a panel', expr }], series)

test.each([
  'requests',
  'requests{service="order"}',
  'requests{service!="payment",status=~"2.."}',
  'requests{instance=""}',
  'sum by (service) (requests)',
  'lag{group="anything"}',
  'sum by (group) (lag) / on (group) lag',
])('%s can be answered', expr => {
  expect(whatIsMissing(expr)).toEqual([])
})

test.each([
  ['request', 'a panel asks for request{}, which nobody exports'],
  ['requests{status="5xx"}', 'a panel asks for requests{status="5xx"}, which nobody exports'],
  ['requests{status=~"2"}', 'a panel asks for requests{status=~"2"}, which nobody exports'],
  ['requests{route="/orders"}', 'a panel asks for requests{route="/orders"}, which nobody exports'],
  ['sum by (route) (requests)', 'a panel wants the label route, which none of its series has'],
])('%s cannot', (expr, complaint) => {
  expect(whatIsMissing(expr)).toEqual([complaint])
})

import { expect, test } from 'vitest'
import type { Frame, Watch, WatchedAlert } from '../../src/api.ts'
import { mostBehind, verdictOf } from './watch.ts'

const at = '2026-01-15T10:30:00.000Z'
const service = {
  ...{ up: true, database: true, kafka: true },
  ...{ outbox: 0, waitingForConnections: 0, lagSeconds: 0 },
}
const well: Watch = {
  at,
  alerts: [],
  services: { order: service, payment: { ...service, lagSeconds: null } },
  gateway: { breaker: 0, waiting: 3, oldestSeconds: 1, inFlight: 3, retriesPerMinute: 0 },
  orders: { oldestOpenAt: at, pastDeadline: 0 },
}
const down: WatchedAlert = {
  name: 'ServiceDown',
  severity: 'critical',
  state: 'pending',
  since: at,
  summary: 'order does not answer',
  description: 'It has not answered for half a minute.',
  runbook: 'service-down',
}
const letters: WatchedAlert = { ...down, name: 'DeadLetters', severity: 'warning', summary: '3 dead letters' }
const budget: WatchedAlert = {
  ...down,
  state: 'firing',
  summary: 'orders fail',
  runbook: 'error-budget-burning-fast',
}

const verdict = (watch: Partial<Watch> | null, connection: Parameters<typeof verdictOf>[1] = 'live') =>
  verdictOf({ at, watch: watch && { ...well, ...watch } } as Frame, connection)

test.each<[string, Partial<Watch>, string, string, number]>([
  ['nothing', {}, 'well', 'All is well.', 0],
  ['a critical alert that has just begun', { alerts: [down] }, 'wrong', 'order does not answer.', 1],
  ['a warning that has just begun', { alerts: [letters] }, 'well', 'All is well.', 1],
  ['a warning that fires', { alerts: [{ ...letters, state: 'firing' }] }, 'warned', '3 dead letters.', 1],
  ['an objective that was missed', { alerts: [budget] }, 'warned', 'orders fail.', 1],
  ['an objective and what it comes from', { alerts: [budget, down] }, 'wrong', 'order does not answer.', 2],
  [
    'a breaker',
    { gateway: { ...well.gateway!, breaker: 2 } },
    'wrong',
    'The payment gateway does not answer.',
    1,
  ],
  [
    'orders past the deadline',
    { orders: { oldestOpenAt: at, pastDeadline: 2 } },
    'warned',
    '2 orders are past the deadline.',
    1,
  ],
  [
    'services that were asked long ago',
    { at: '2026-01-15T10:29:00.000Z' },
    'unknown',
    'The services have not been asked for a while: what is shown is old.',
    0,
  ],
])('%s', (_, watch, tone, says, findings) => {
  const found = verdict(watch)
  expect([found.tone, found.says, found.findings.length]).toEqual([tone, says, findings])
})

test('a sign is not said beside its own alert', () => {
  const breaker = { ...down, name: 'BreakerOpen', summary: 'The payment gateway does not answer' }
  const { findings } = verdict({ alerts: [breaker], gateway: { ...well.gateway!, breaker: 2 } })
  expect(findings.length).toBe(1)
})

test('what nobody knows is not well', () => {
  expect(verdict(null).tone).toBe('unknown')
  expect(verdict({}, 'reconnecting').says).toContain('Reporting does not answer')
  expect(verdictOf(undefined, 'live').tone).toBe('unknown')
})

test.each([
  ['signed-out', 'You are signed out: what is shown is old.'],
  ['refused', 'Your sign-in may not see how it is.'],
] as const)('reporting is not said to be away to who is %s', (who, says) => {
  expect(verdictOf({ at, watch: well } as unknown as Frame, 'reconnecting', who)).toEqual({
    tone: 'unknown',
    says,
    findings: [],
  })
})

test('the service is named that is most behind', () => {
  const services = { a: service, b: { ...service, lagSeconds: 4 }, c: { ...service, lagSeconds: 2 } }
  expect(mostBehind({ ...well, services })).toEqual({ name: 'b', seconds: 4 })
  expect(mostBehind({ ...well, services: {} })).toBeUndefined()
})

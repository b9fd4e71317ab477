import type { HttpApp } from '@orderflow/service-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyService, type ServiceRoutes } from './every-service.ts'

let services: readonly ServiceRoutes[]
let app: HttpApp
beforeAll(async () => {
  services = await everyService()
  app = (services[0] as ServiceRoutes).app
}, 60_000)
afterAll(() => Promise.all(services.map(({ app }) => app.close())))

const id = 'order.created.v2.inventory.dlq/0/17'

/** What the document takes is all that is refused before something is asked: there is nothing behind these routes. */
const taken = 500

test.each([
  ['dead-letters/redrive', { ids: [id] }, taken],
  ['dead-letters/redrive', { filter: {}, limit: 1, after: id, dryRun: true }, taken],
  ['dead-letters/redrive', { ids: [id], filter: {} }, 400],
  ['dead-letters/redrive', { limit: 1 }, 400],
  ['dead-letters/redrive', { ids: ['order created/0/17'] }, 400],
  ['dead-letters/redrive', { filter: { since: 'yesterday' } }, 400],
  ['dead-letters/redrive', { filter: { since: '2h', until: '2026-02-28T10:30Z' } }, taken],
  ['outbox/release', { seqs: ['1'] }, taken],
  ['outbox/release', { topic: 'order.created.v2' }, taken],
  ['outbox/release', { topic: 'order.created.v2', key: 'o-1' }, taken],
  ['outbox/release', { all: true }, taken],
  ['outbox/release', { all: true, topic: 'order.created.v2' }, 400],
  ['outbox/release', { all: true, topic: 'order.created.v2', key: 'o-1' }, 400],
  ['outbox/release', { seqs: ['1'], key: 'o-1' }, 400],
  ['outbox/release', { key: 'o-1' }, 400],
  ['outbox/release', {}, 400],
])('POST /admin/%s %j: %i', async (path, payload, status) => {
  const answer = await app.inject({ method: 'POST', url: `/admin/${path}`, payload })
  expect([answer.statusCode, answer.json().status]).toEqual([status, status])
})

test.each([
  ['/admin/outbox/release', 'POST, OPTIONS'],
  ['/admin/dead-letters/redrive', 'POST, OPTIONS'],
])('GET %s is another method, and not a row of that name', async (url, allow) => {
  const { statusCode, headers } = await app.inject(url)
  expect([statusCode, headers.allow]).toEqual([405, allow])
})

test.each([
  ['/orders?cursor=17', 'is no cursor: take it from `next` of an earlier answer'],
  [
    '/admin/dead-letters?since=yesterday',
    'must be a time: 2026-01-15T10:30:00Z, or 90s, 15m, 2h or 3d for so long ago',
  ],
])('GET %s says what it takes, in words', async (url, detail) => {
  const { errors } = (await app.inject(url)).json()
  expect(errors).toMatchObject([{ in: 'query', detail }])
})

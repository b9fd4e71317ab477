import { createTestIssuer } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyService, type ServiceRoutes } from './every-route.fixture.ts'

/** What each route asks for; `/` after a scope stands before the one that lets customers to what is their own. */
const expected: Readonly<Record<string, string>> = {
  'order POST /orders': 'orders:write/orders',
  'order GET /orders/:orderId': 'orders:read/orders',
  'order POST /orders/:orderId/cancel': 'orders:write/orders',
  'inventory GET /products': 'stock:read or orders',
  'inventory GET /products/:productId': 'stock:read or orders',
  'inventory POST /products/:productId/adjust': 'stock:write',
  'payment GET /payments/:orderId': 'payments:read',
  'payment GET /balances': 'ledger:read',
  'shipping GET /shipments/:orderId': 'shipments:read',
  'reporting GET /': 'public',
  'reporting GET /assets/*': 'public',
  'reporting GET /page-config.json': 'public',
  'reporting GET /orders': 'reports:read/orders',
  'reporting GET /orders/:orderId/journey': 'reports:read/orders',
  'reporting GET /stock': 'reports:read',
  'reporting GET /stats': 'reports:read',
  'reporting GET /stream': 'reports:read',
}
const ofEvery: Readonly<Record<string, string>> = {
  'GET /admin/dead-letters': 'dlq:read',
  'GET /admin/dead-letters/:topic/:partition/:offset': 'dlq:read',
  'POST /admin/dead-letters/redrive': 'dlq:redrive',
  'GET /admin/outbox': 'outbox:read',
  'GET /admin/outbox/:seq': 'outbox:read',
  'POST /admin/outbox/release': 'outbox:write',
}

const issuer = await createTestIssuer()
let services: readonly ServiceRoutes[]
beforeAll(async () => {
  const { JWT_ISSUER, JWT_JWKS } = issuer.env
  services = await everyService({ AUTHENTICATION: 'on', JWT_ISSUER, JWT_JWKS })
})
afterAll(() => Promise.all(services.map(({ app }) => app.close())))

const each = () =>
  services.flatMap(({ service, app, routes }) => routes.map(route => ({ service, app, route })))

test('every route of every service asks for the scope that it has to, and no other', () => {
  const asked = each()
    .filter(({ route: { method } }) => method !== 'HEAD')
    .map(({ service, route: { method, url, config } }) => {
      const access = config?.access
      if (access === undefined || access === 'public') return [`${service} ${method} ${url}`, String(access)]
      const own = access.own === undefined ? '' : `/${access.own}`
      return [`${service} ${method} ${url}`, [access.scope].flat().join(' or ') + own]
    })
  const admin = services.flatMap(({ service }) =>
    Object.entries(ofEvery).map(([route, scope]) => [`${service} ${route}`, scope]),
  )
  expect(Object.fromEntries(asked)).toEqual({ ...expected, ...Object.fromEntries(admin) })
})

test.each([
  ['no token', undefined, 401],
  ['a token of too little scope', () => issuer.token('ada', 'profile'), 403],
  ['one that has expired', () => issuer.token('ada', 'orders:read', { exp: 1 }), 401],
] as const)('nothing but what is public answers to %s', async (_, token, status) => {
  const bearer = await token?.()
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
  const closed = each().filter(({ route }) => route.config?.access !== 'public')
  const answers = await Promise.all(
    closed.map(async ({ service, app, route: { method, url } }) => {
      const answer = await app.inject({ method: method as 'GET', url: url.replaceAll(/:\w+/g, '1'), headers })
      return [service, method, url, answer.statusCode]
    }),
  )
  expect(answers.length).toBeGreaterThan(40)
  expect(answers.filter(answer => answer[3] !== status)).toEqual([])
})

import { createTestIssuer } from '@orderflow/service-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closedRoutes } from '../denied/routes.ts'
import { everyService, type ServiceRoutes } from './every-service.ts'

const open = ['GET /', 'GET /assets/*', 'GET /page-config.json', 'GET /runbooks/:name'].map(
  route => `reporting ${route}`,
)
const expected = Object.fromEntries([
  ...open.map(route => [route, 'public'] as const),
  ...closedRoutes.map(({ service, method, path, scopes, own }) => [
    `${service} ${method} ${path}`,
    scopes.join(' or ') + (own === undefined ? '' : `/${own}`),
  ]),
])

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
  expect(Object.fromEntries(asked)).toEqual(expected)
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

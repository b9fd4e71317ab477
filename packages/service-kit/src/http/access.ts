import type { FastifyRequest, RouteOptions } from 'fastify'
import plugin from 'fastify-plugin'
import { anyone, nobody } from '../authentication/principal.ts'
import { type AuthenticationConfig, issuerOf } from '../authentication/settings.ts'
import { createVerifier } from '../authentication/verifier.ts'
import { ServiceError } from '../errors.ts'
import { HttpProblem } from './problem.ts'

/**
 * Who may use a route: everyone; whoever has the scope, or one of them; with `own`, whoever has that scope too, for what is
 * their own: the request's `onlyOf` then says whose, and the route touches nothing of others.
 */
export type Access = 'public' | { readonly scope: string | readonly string[]; readonly own?: string }

/**
 * Lets requests through by their bearer tokens (RFC 6750), and only to routes that say who may use them. Who asks is known
 * before the rate limit, which counts by that; whether they may is decided behind it, before a body is read. Register it
 * before the rate limit.
 */
export const access = plugin<{ readonly config: AuthenticationConfig }>(
  async (app, { config }) => {
    app.decorateRequest('onlyOf', undefined)
    app.decorateRequest('refusal', undefined)
    if (config.AUTHENTICATION === 'off') {
      app.decorateRequest('principal', { getter: () => anyone })
      app.decorate('knownSubject', () => undefined)
      return
    }
    app.decorateRequest('principal', null as never) // until the hook, which is before all that asks for it
    const { known, verify } = createVerifier(config)
    const issuer = issuerOf(config)
    app.decorate('knownSubject', ({ headers }) => {
      const token = tokenIn(headers.authorization)
      return token === undefined ? undefined : known(token)?.subject
    })
    app.addHook('onRequest', (request, _reply, done) => {
      request.principal = nobody
      if (isOpen(request)) return done()
      const token = tokenIn(request.headers.authorization)
      if (token === undefined) {
        request.refusal = withoutToken(issuer)
        return done()
      }
      const principal = known(token)
      if (principal !== undefined) {
        request.principal = principal
        return done()
      }
      verify(token)
        .then(verified => {
          request.principal = verified
        })
        .catch((error: Error) => {
          request.refusal = error
        })
        .finally(done)
    })
    app.addHook('preParsing', (request, _reply, payload, done) => {
      const refused = refusalOf(request)
      if (refused === undefined) done(null, payload)
      else done(refused)
    })
  },
  { name: 'access', fastify: '5.x' },
)

/** A route that does not say who may use it is a mistake, found when it is registered. Register this before such routes. */
export const accessDeclared = plugin(
  async app => {
    app.addHook('onRoute', route => {
      if (route.config?.access === undefined) throw withoutAccess(route)
    })
  },
  { name: 'access-declared', fastify: '5.x' },
)

const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i
const tokenIn = (authorization = '') => bearer.exec(authorization)?.[1]

/** What is at no route is answered with 404, whoever asks. */
const isOpen = ({ routeOptions: { config }, is404 }: FastifyRequest) => config.access === 'public' || is404

/** Why a request is not let in; if it is, `onlyOf` says what for. */
function refusalOf(request: FastifyRequest): Error | undefined {
  if (isOpen(request)) return undefined
  if (request.refusal !== undefined) return request.refusal
  const { access } = request.routeOptions.config
  if (access === undefined || access === 'public') return withoutAccess(request.routeOptions)
  const { scope, own } = access
  const { scopes, subject } = request.principal
  if (typeof scope === 'string' ? scopes.has(scope) : scope.some(one => scopes.has(one))) return undefined
  if (own === undefined || !scopes.has(own)) return withoutScope(own ?? [scope].flat()[0])
  request.onlyOf = subject
  return undefined
}

const withoutToken = (issuer: string) =>
  new HttpProblem({
    status: 401,
    detail: `Send the header "Authorization: Bearer …" with a token of ${issuer}.`,
    headers: { 'www-authenticate': 'Bearer' },
  })

const withoutScope = (scope: string | undefined) =>
  new HttpProblem({
    status: 403,
    detail: `This takes a token with the scope ${scope}.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  })

const withoutAccess = ({ method, url }: Pick<RouteOptions, 'method'> & { url?: string | undefined }) =>
  new ServiceError(
    'ROUTE_WITHOUT_ACCESS',
    `${method} ${url} does not say who may use it: give it \`config: { access: { scope: '…' } }\`, or 'public'.`,
  )

/** Whom a request comes from: a customer has a say in what is their own alone, an operator in what is anyone's. */
export const roleOf = ({ onlyOf }: Pick<FastifyRequest, 'onlyOf'>): 'customer' | 'operator' =>
  onlyOf === undefined ? 'operator' : 'customer'

/** Whether a request may see and change what is somebody's. */
export const isFor = (owner: string, { onlyOf }: Pick<FastifyRequest, 'onlyOf'>): boolean =>
  onlyOf === undefined || onlyOf === owner

/**
 * 403 for a request in the name of somebody else.
 *
 * @throws HttpProblem unless the request may touch what is this one's
 */
export function mustBeFor(owner: string, request: Pick<FastifyRequest, 'onlyOf'>): void {
  if (isFor(owner, request)) return
  throw new HttpProblem({
    status: 403,
    detail: 'The token is not of the customer that this is for.',
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  })
}

import { join } from 'node:path'
import type { ServiceName } from '../../dev/lib/services.ts'
import { services } from '../../dev/lib/services.ts'
import type { Attempt, SystemUnderTest } from './attempt.ts'
import { type ClosedRoute, closedRoutes, openPaths } from './routes.ts'
import { type Tokens, tokensOf } from './tokens.ts'

interface Asked {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly token?: string | undefined
  readonly body?: unknown
}

const enoughFor = ({ scopes, own }: ClosedRoute) => (own === undefined ? scopes : [...scopes, own])
const everyScope = [...new Set(closedRoutes.flatMap(enoughFor))]

/** Every route of every service: to whom it has to be closed, and that it is open to whom it has to be. */
export async function http({ endpoints, dataDir, only }: SystemUnderTest): Promise<readonly Attempt[]> {
  const url = (service: ServiceName, path: string) => `${endpoints.services[service]}${path}`
  const tokens = await tokensOf(endpoints.issuer?.url ?? '', join(dataDir, 'issuer-key.json'))
  const attempts: Attempt[] = []
  const isAsked = (service: ServiceName) => only === undefined || only === service
  for (const { name } of services) {
    if (!isAsked(name)) continue
    for (const path of openPaths)
      attempts.push(await tried('nobody', 'allowed', { url: url(name, path), method: 'GET' }))
  }
  for (const route of closedRoutes)
    if (isAsked(route.service)) attempts.push(...(await ofRoute(route, url, tokens)))
  return isAsked('order') ? [...attempts, ...(await betweenCustomers(url, tokens))] : attempts
}

/** One route: every token that must not open it, and one of its own scope alone. */
async function ofRoute(
  route: ClosedRoute,
  url: (service: ServiceName, path: string) => string,
  tokens: Tokens,
): Promise<Attempt[]> {
  const { service, method, path } = route
  // No request has an effect: what they lack besides a right is refused behind it, and nothing of these names is there.
  const asked = {
    method,
    url: url(service, path.replaceAll(/:\w+/g, '1')),
    ...(method === 'POST' && { body: {} }),
  }
  const enough = enoughFor(route)
  const tooLittle = everyScope.filter(scope => !enough.includes(scope)).join(' ')
  const refused = {
    nobody: undefined,
    ...(await tokens.wrong('operator', everyScope.join(' '))),
    'a token of all other scopes': await tokens.valid('operator', tooLittle),
  }
  const attempts: Attempt[] = []
  for (const [who, token] of Object.entries(refused))
    attempts.push(await tried(who, 'denied', { ...asked, token }))
  for (const scope of enough)
    attempts.push(await tried(scope, 'allowed', { ...asked, token: await tokens.valid('operator', scope) }))
  return attempts
}

/** A customer's order, and another customer. */
async function betweenCustomers(
  url: (service: ServiceName, path: string) => string,
  tokens: Tokens,
): Promise<Attempt[]> {
  const mine = await tokens.valid('denied-owner', 'orders')
  const other = await tokens.valid('denied-other', 'orders')
  const order = { customerId: 'denied-owner', items: [{ productId: 'prod-1', quantity: 1 }] }
  const place = { url: url('order', '/orders'), method: 'POST', body: order } as const
  const placed = await ask({ ...place, token: mine })
  const { orderId } = (await placed.json()) as { orderId: string }
  const theirs: readonly Asked[] = [
    { url: url('order', `/orders/${orderId}`), method: 'GET' },
    { url: url('order', '/orders?customer=denied-owner'), method: 'GET' },
    place,
    { url: url('order', `/orders/${orderId}/cancel`), method: 'POST' },
  ]
  const attempts: Attempt[] = []
  for (const asked of theirs) {
    attempts.push(await tried('another customer', 'denied', { ...asked, token: other }, hidden))
    attempts.push(await tried('the customer', 'allowed', { ...asked, token: mine }))
  }
  return attempts
}

const refusals: ReadonlySet<number> = new Set([401, 403])
/** What is another's is answered as what is not there. */
const hidden: ReadonlySet<number> = new Set([403, 404])

/** What came of a request: a refusal for lack of rights, anything else that the service itself has answered, or a failure. */
async function tried(
  who: string,
  expected: Attempt['expected'],
  asked: Asked,
  denials = refusals,
): Promise<Attempt> {
  const answered = await status(asked)
  const got = denials.has(answered) ? 'denied' : answered < 500 ? 'allowed' : (`failed: ${answered}` as const)
  return {
    who,
    what: `${asked.method} ${new URL(asked.url).pathname} on ${new URL(asked.url).port}`,
    expected,
    got,
  }
}

async function status(asked: Asked): Promise<number> {
  const answer = await ask(asked)
  await answer.body?.cancel() // a stream has no end
  return answer.status
}

const ask = ({ url, method, token, body }: Asked): Promise<Response> =>
  fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

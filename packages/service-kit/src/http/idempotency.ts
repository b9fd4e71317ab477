import type { CommandKey } from '@orderflow/messaging/command-keys'
import type { FastifyRequest, FastifySchema } from 'fastify'
import plugin from 'fastify-plugin'
import { roleOf } from './access.ts'
import { askedBy, digestOf } from './fingerprint.ts'
import { HttpProblem, problems } from './problem.ts'
import { headerText } from './strings.ts'

const header = 'idempotency-key'
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

const headerSchema = headerText(
  'Any text that the caller has not used for another request, such as a UUID. The same request with the same key has one effect, and gets the same answer. A key is kept for a day unless configured otherwise.',
  200,
)

/**
 * Every route that changes something takes an Idempotency-Key, and says so in its schema and in OpenAPI. Keys are those of
 * whoever sends them. The header: `draft-ietf-httpapi-idempotency-key-header`;
 * that refusals are kept as well: Stripe. Register it before the routes, and before what collects them.
 */
export const idempotencyKeys = plugin(
  async app => {
    app.decorateRequest('commandKey', {
      getter() {
        return commandKeyOf(this)
      },
    })
    app.addHook('onRoute', route => {
      if ([route.method].flat().every(method => safe.has(method))) return
      route.schema = withHeader(route.schema)
    })
  },
  { name: 'idempotency-keys', fastify: '5.x' },
)

function commandKeyOf(request: FastifyRequest): CommandKey | undefined {
  const key = request.headers[header]
  if (typeof key !== 'string' || safe.has(request.method)) return undefined
  const [caller, asked] = [callerOf(request), askedBy(request)]
  return {
    caller: digested,
    key: keptKey(caller, key),
    fingerprint: digestOf(`${caller}\n${key}\n${asked}`),
    before: { caller, key, fingerprint: digestOf(asked) },
  }
}

/** Stands for the callers of keys that are digests of both: a table of keys says of nobody that they have asked for anything. */
const digested = 'sha256'

/**
 * A key as it is kept. Callers and requests are few enough to be guessed, a key that is a UUID is not: with it in each digest, none of
 * the others can be.
 *
 * @param caller `customer/` or `operator/`, and the token's `sub`
 */
export const keptKey = (caller: string, key: string): string => digestOf(`${caller}\n${key}`)

/** Whose keys they are: whoever acts for themselves alone shares none with somebody of that name who acts for others. */
const callerOf = (request: FastifyRequest) => `${roleOf(request)}/${request.principal.subject}`

function withHeader(schema: FastifySchema = {}): FastifySchema {
  const { properties, ...headers } = (schema.headers ?? {}) as { readonly properties?: object }
  return {
    ...schema,
    headers: { type: 'object', ...headers, properties: { ...properties, [header]: headerSchema } },
    ...(schema.response !== undefined && { response: { ...problems(400, 409), ...schema.response } }),
  }
}

/** The answer to a key that stands for another request of the same caller. */
export const keyReused = () =>
  new HttpProblem({
    status: 409,
    type: 'idempotency-key-reused',
    title: 'Idempotency-Key reused',
    detail: 'This Idempotency-Key was used for another request. Use a new key for a new request.',
  })

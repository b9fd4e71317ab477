import cors from '@fastify/cors'
import { HttpProblem, type Logger, problemMediaType } from '@orderflow/service-kit'
import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import type { Static } from 'typebox'
import { authorize } from './authorize.ts'
import type { configSchema } from './config.ts'
import { createGrants } from './grants.ts'
import { signingKey } from './key.ts'
import { metadataOf } from './metadata.ts'
import { OAuthError } from './oauth-error.ts'
import { tokenFor } from './token.ts'

const formType = 'application/x-www-form-urlencoded'
/** On every answer: nobody keeps it, and nobody takes it for something else. */
const always = { 'cache-control': 'no-store', pragma: 'no-cache', 'x-content-type-options': 'nosniff' }
/** How long a page that was signed in can go on without asking again. */
const refreshMs = 7 * 86_400_000

/**
 * An issuer of access tokens for development, not yet listening: OAuth 2 (RFC 6749) with client credentials for whoever
 * has the secret, and with codes and PKCE for the live page. It signs in whoever comes, so it is for the developer's
 * machine alone.
 */
export async function createIssuer(
  config: Static<typeof configSchema>,
  logger: Logger,
): Promise<FastifyInstance> {
  const { ISSUER_URL: issuer, ISSUER_REDIRECT_URIS: redirectUris, ISSUER_TOKEN_SECONDS: seconds } = config
  const key = await signingKey(config.ISSUER_KEY_FILE)
  const grants = createGrants({ refreshMs })
  const tokens = {
    ...{ issuer, audience: config.JWT_AUDIENCE, seconds, key, grants },
    secret: config.ISSUER_SECRET,
  }
  const app = fastify({
    bodyLimit: 16_384,
    forceCloseConnections: true,
    requestTimeout: 10_000,
    frameworkErrors: ({ statusCode = 400, message }, _request, reply) =>
      void problem(reply.headers(always), statusCode, message),
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(always)
  })
  app.setErrorHandler(async (error: FastifyError | HttpProblem | OAuthError, _request, reply) => {
    if (error instanceof OAuthError) return refuse(error, reply)
    const status = 'status' in error ? error.status : (error.statusCode ?? 500)
    if (status >= 500) logger.error({ err: error }, 'a request failed')
    return problem(reply, status, status < 500 ? error.message : 'The issuer failed: its log has the reason.')
  })
  app.setNotFoundHandler(async ({ method, url }, reply) =>
    problem(reply, 404, `There is nothing at ${method} ${url.split('?', 1)[0]}.`),
  )
  await app.register(cors, {
    origin: [...new Set(redirectUris.map(uri => new URL(uri).origin))],
    methods: ['GET', 'POST'],
    strictPreflight: false,
  })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(formType, { parseAs: 'string' }, async (_request: unknown, body: string) => {
    return new URLSearchParams(body)
  })
  app.addContentTypeParser('*', async () => {
    throw new OAuthError('invalid_request', `Send the parameters as ${formType}.`)
  })
  app.post('/token', async ({ body = new URLSearchParams(), headers }) =>
    tokenFor(body as URLSearchParams, headers.authorization, tokens),
  )
  app.get('/authorize', async ({ url }, reply) => {
    const { searchParams } = new URL(url, issuer)
    return reply.redirect(authorize(searchParams, { issuer, redirectUris, grants }), 302)
  })

  const metadata = metadataOf(issuer)
  app.get('/.well-known/openid-configuration', async () => metadata)
  app.get('/.well-known/oauth-authorization-server', async () => metadata)
  app.get('/.well-known/jwks.json', async () => ({ keys: [key.publicJwk] }))
  for (const path of ['/health/live', '/health/ready'])
    app.get(path, async () => ({ status: 'ok', pid: process.pid }))
  return app
}

/** RFC 6749, section 5.2: a form of its own, which clients of OAuth read. */
function refuse(error: OAuthError, reply: FastifyReply): FastifyReply {
  if (error.status === 401) reply.header('www-authenticate', 'Basic realm="issuer", charset="UTF-8"')
  return reply.code(error.status).send(error.parameters)
}

function problem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  const { title } = new HttpProblem({ status })
  return reply
    .code(status)
    .type(problemMediaType)
    .serializer(JSON.stringify)
    .send({ type: 'about:blank', title, status, detail })
}

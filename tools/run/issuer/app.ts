import cors from '@fastify/cors'
import { type Logger, notFound, sendProblem, strictHttp, strictOptions } from '@orderflow/service-kit'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify'
import type { Static } from 'typebox'
import { authorize } from './authorize.ts'
import type { configSchema } from './config.ts'
import { createGrants } from './grants.ts'
import { signingKey } from './key.ts'
import { metadataOf } from './metadata.ts'
import { OAuthError } from './oauth-error.ts'
import { tokenFor } from './token.ts'

const formType = 'application/x-www-form-urlencoded'
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
  const loggerInstance: FastifyBaseLogger = logger
  const app = fastify({
    ...strictOptions,
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 16_384,
    forceCloseConnections: true,
    requestTimeout: 10_000,
  })
  app.setErrorHandler((error, request, reply) =>
    error instanceof OAuthError ? refuse(error, reply) : sendProblem(error, request, reply),
  )
  app.setNotFoundHandler(notFound)
  const origins = [...new Set(redirectUris.map(uri => new URL(uri).origin))]
  await app.register(cors, { origin: origins, methods: ['GET', 'POST'], strictPreflight: false })
  // RFC 6749, section 3.1: parameters that nobody knows are passed over.
  await app.register(strictHttp, { problemTypes: 'urn:issuer:problem:', origins, anyQuery: true })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('pragma', 'no-cache') // RFC 6749, section 5.1
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

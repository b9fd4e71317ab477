import { type HttpApp, HttpProblem, isNotModified } from '@orderflow/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { type Asset, loadAssets } from './assets.ts'

export interface PageOptions {
  /** Base URLs that the page calls besides this service: the other services, and what controls them. */
  readonly connect: readonly string[]
}

/** The live page: `/`, and what it consists of below `/assets/`. Its modules are loaded when the app gets ready. */
export function pageRoutes(app: HttpApp, { connect }: PageOptions): void {
  app.register(async scope => {
    const { page, importMapHash, files } = await loadAssets()
    const policy = contentSecurityPolicy(importMapHash, connect)
    scope.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
      reply.headers({ 'content-security-policy': policy, 'x-frame-options': 'DENY' })
      return send(page, request, reply)
    })
    const params = Type.Object({ '*': Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9._/-]*$' }) })
    scope.get<{ Params: Static<typeof params> }>(
      '/assets/*',
      { config: { access: 'public' }, schema: { hide: true, params } },
      async (request, reply) => {
        const file = files.get(request.params['*'])
        if (file === undefined) throw new HttpProblem({ status: 404, detail: 'The page has no such part.' })
        return send(file, request, reply)
      },
    )
  })
}

/** Scripts and styles from here alone, calls to the services alone: what an order's data say is never executed. */
function contentSecurityPolicy(importMapHash: string, connect: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${importMapHash}'`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...connect.map(url => new URL(url).origin)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The browser keeps what it has and asks whether it is still right: a service that was updated shows at once. */
function send({ type, body, etag }: Asset, request: FastifyRequest, reply: FastifyReply) {
  reply.headers({ 'cache-control': 'no-cache', etag, 'x-content-type-options': 'nosniff' })
  const notModified = isNotModified(request.headers['if-none-match'], etag)
  if (notModified) reply.code(304)
  // A HEAD is given the body for its length, which Fastify sends alone: else it would say 0.
  return notModified && request.method !== 'HEAD' ? reply.send() : reply.type(type).send(body)
}

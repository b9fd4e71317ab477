import { type HttpApp, HttpProblem, problems } from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { PageConfig } from './api.ts'
import { type LivePageConfig, serviceUrls } from './config.ts'

export const pageConfig = Type.Object({
  services: Type.Record(Type.String(), Type.String()),
  signIn: Type.Optional(Type.Object({ issuer: Type.String(), clientId: Type.String() })),
  control: Type.Optional(Type.String()),
  controlToken: Type.Optional(Type.String()),
  traceUrl: Type.Optional(Type.String()),
})

/** Who signs the page in, if the services ask for that. */
export const signInOf = ({
  AUTHENTICATION: authentication,
  JWT_ISSUER: issuer,
  PAGE_CLIENT_ID: clientId,
}: LivePageConfig): PageConfig['signIn'] =>
  authentication === 'on' && issuer !== undefined ? { issuer, clientId } : undefined

const loopback = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

/**
 * What the page needs to know of its surroundings. It may hold the token with which processes are stopped, so no
 * page of another origin can read it: it has no CORS headers, and with a token it is refused to hosts other than
 * this machine's names (a foreign name that resolves to it is another origin's, too).
 */
export function pageConfigRoute(app: HttpApp, settings: LivePageConfig): void {
  const { CONTROL_URL: control, CONTROL_TOKEN: controlToken, TRACE_URL: traceUrl } = settings
  const signIn = signInOf(settings)
  const answer: PageConfig = {
    services: serviceUrls(settings.SERVICE_URLS),
    ...(signIn !== undefined && { signIn }),
    ...(control !== undefined && { control }),
    ...(controlToken !== undefined && { controlToken }),
    ...(traceUrl !== undefined && { traceUrl }),
  }
  app.get(
    '/page-config.json',
    {
      config: { access: 'public' },
      schema: {
        tags: ['page'],
        operationId: 'getPageConfig',
        summary: 'Where the page finds what it calls',
        response: { 200: pageConfig, ...problems(403) },
      },
    },
    async (request, reply) => {
      if (controlToken !== undefined && !loopback.has(request.hostname)) {
        throw new HttpProblem({
          status: 403,
          detail: 'Open the page by 127.0.0.1 or localhost: it controls processes of this machine.',
        })
      }
      reply.removeHeader('access-control-allow-origin')
      reply.header('cache-control', 'no-store')
      return answer
    },
  )
}

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import plugin from 'fastify-plugin'
import { withComponents } from './components.ts'
import { operationOf, scheme } from './operation.ts'

const bearer = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'An access token of OAuth 2. An operation names the scopes, one of which lets in.',
} as const

export interface DocsOptions {
  readonly title: string
  readonly version: string
}

/**
 * OpenAPI 3.1 from the routes' own schemas: `/docs` for people, `/docs/json` for machines. The page is
 * served from here in full and asks no other host for anything. Register it before the routes.
 */
export const docs = plugin<DocsOptions>(
  async (app, { title, version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title, version },
        servers: [{ url: '/', description: 'Where this document is' }],
        components: { securitySchemes: { [scheme]: bearer } },
      },
      transform: ({ url, route }) => ({ url, schema: operationOf(route) }),
      transformObject: document =>
        'openapiObject' in document ? withComponents(document.openapiObject) : document.swaggerObject,
    })
    await app.register(async page => {
      page.addHook('onRoute', route => {
        route.config = { ...route.config, access: 'public' }
      })
      await page.register(swaggerUi, {
        routePrefix: '/docs',
        uiConfig: { validatorUrl: null, deepLinking: true },
        staticCSP: {
          'default-src': "'self'",
          'img-src': ["'self'", 'data:'],
          'style-src': ["'self'", "'unsafe-inline'"],
          'object-src': "'none'",
          'frame-ancestors': "'none'",
        },
      })
    })
  },
  { name: 'docs', fastify: '5.x' },
)

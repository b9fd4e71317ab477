import type { CommonConfig } from '@orderflow/service-kit'
import { type Static, type TObject, Type } from 'typebox'

const url = (description: string) => Type.Optional(Type.String({ description, pattern: '^https?://\\S+$' }))

/** What the page has to be told of its surroundings: environment variables of the service that serves it. */
export const livePageConfig = {
  SERVICE_URLS: Type.Unsafe<string[]>(
    Type.String({
      description:
        'Where the page finds the services: order=http://127.0.0.1:3001,inventory=http://…; none and it only shows',
      default: '',
      pattern: '^([a-z-]+=https?://[^\\s,]+(,[a-z-]+=https?://[^\\s,]+)*)?$',
      separator: ',',
    }),
  ),
  CONTROL_URL: url('Where the page stops and starts processes; none in production'),
  CONTROL_TOKEN: Type.Optional(
    Type.String({ description: 'What CONTROL_URL asks for', minLength: 16, secret: true }),
  ),
  PAGE_CLIENT_ID: Type.String({
    description: 'What the page is called at JWT_ISSUER, where it signs in',
    default: 'live-page',
    minLength: 1,
  }),
  TRACE_URL: url('Where the page finds a trace, with {traceId} in it'),
}

/** With what the service that serves it is configured with. */
export type LivePageConfig = Static<TObject<typeof livePageConfig>> &
  Pick<CommonConfig, 'AUTHENTICATION' | 'JWT_ISSUER'>

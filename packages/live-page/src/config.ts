import type { CommonConfig } from '@orderflow/service-kit'
import { type Static, type TObject, Type } from 'typebox'

const url = (description: string) => Type.Optional(Type.String({ description, pattern: '^https?://\\S+$' }))

/** `order=http://127.0.0.1:3001,inventory=http://…`; the value is an array of them, empty if there are none. */
export const serviceUrlList = (description: string) =>
  Type.Unsafe<string[]>(
    Type.String({
      description,
      default: '',
      pattern: '^([a-z-]+=https?://[^\\s,]+(,[a-z-]+=https?://[^\\s,]+)*)?$',
      separator: ',',
    }),
  )

/** Such a list by name. */
export const serviceUrls = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    list.map(entry => {
      const at = entry.indexOf('=')
      return [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )

/** What the page has to be told of its surroundings: environment variables of the service that serves it. */
export const livePageConfig = {
  SERVICE_URLS: serviceUrlList(
    'Where the page finds the services: order=http://127.0.0.1:3001,inventory=http://…; none and it only shows',
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

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
  TRACE_URL: url('Where the page finds a trace, with {traceId} in it'),
}

export type LivePageConfig = Static<TObject<typeof livePageConfig>>

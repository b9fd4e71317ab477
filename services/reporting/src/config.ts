import { commonConfig, days, port } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

const url = (description: string) => Type.Optional(Type.String({ description, pattern: '^https?://\\S+$' }))

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3005),
  JOURNEY_RETENTION_DAYS: days(
    'Days that the events of an order are kept for its journey; 0 is for ever',
    30,
  ),
  STREAM_CLIENTS_MAX: Type.Integer({
    description: 'Most clients of /stream at a time; further ones get 503',
    default: 500,
    minimum: 1,
    maximum: 100_000,
  }),
  LAG_GROUPS: Type.Unsafe<string[]>(
    Type.String({
      description: 'Consumer groups whose lag the stream shows, separated by commas',
      default: 'order,inventory,payment,shipping,reporting',
      pattern: '^[^\\s,]+(,[^\\s,]+)*$',
      separator: ',',
    }),
  ),
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
})

export type Config = Static<typeof configSchema>

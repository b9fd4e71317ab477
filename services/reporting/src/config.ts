import { livePageConfig } from '@orderflow/live-page/config'
import { commonConfig, days, port, whole } from '@orderflow/service-kit'
import { type Static, Type } from 'typebox'

export const configSchema = Type.Object({
  ...commonConfig,
  PORT: port(3005),
  BATCH_MAX: whole('Most inputs in one transaction', 2_000, 1, 10_000),
  GATHER_MS: whole(
    'Milliseconds in which events come together for a batch; they are shown later by as much',
    150,
    0,
    1_000,
  ),
  JOURNEY_RETENTION_DAYS: days(
    'Days that the events of an order are kept for its journey; 0 is for ever',
    30,
  ),
  STREAM_CLIENTS_MAX: whole('Most clients of /stream at a time; further ones get 503', 500, 1, 100_000),
  LAG_GROUPS: Type.Unsafe<string[]>(
    Type.String({
      description: 'Consumer groups whose lag the stream shows, separated by commas',
      default: 'order,inventory,payment,shipping,reporting',
      pattern: '^[^\\s,]+(,[^\\s,]+)*$',
      separator: ',',
    }),
  ),
  ...livePageConfig,
})

export type Config = Static<typeof configSchema>

import { fileURLToPath } from 'node:url'
import { livePageConfig, serviceUrlList } from '@orderflow/live-page/config'
import { commonConfig, days, milliseconds, port, whole } from '@orderflow/service-kit'
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
  PAST_RETENTION_HOURS: whole(
    'Hours of the past that charts can show; with an hour more than a day, that day is whole',
    25,
    1,
    24 * 31,
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
  METRICS_URLS: serviceUrlList(
    'Where reporting asks the services for their metrics, as SERVICE_URLS, which it takes unless told; one process at each address, as counters of several would seem to start again and again',
  ),
  METRICS_EVERY_MS: milliseconds(
    'Milliseconds between two looks at them while nobody watches the page, else two seconds at most; 0 and it never looks',
    5_000,
    { minimum: 0 },
  ),
  ALERT_RULES: Type.String({
    description: "Folder of Prometheus' rules, whose alerts the page shows",
    default: fileURLToPath(new URL('../../../deploy/prometheus/rules', import.meta.url)),
    minLength: 1,
  }),
  ...livePageConfig,
})

export type Config = Static<typeof configSchema>

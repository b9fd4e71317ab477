import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { DatabaseUrl } from '../database/url.ts'
import type { Kafka } from '../kafka/port.ts'
import type { KafkaSecurity } from '../kafka/security.ts'
import type { Tracer } from '../tracing/tracer.ts'

/** What a service is connected with, and its settings. What is given is its giver's: a stop does not close it. */
export type ServiceOptions = ServiceSettings & {
  /**
   * The service's own database, as its application role. A function is asked at each connection, so that the password may
   * change.
   */
  readonly databaseUrl: DatabaseUrl
  /**
   * The same past a pooler in transaction mode, where `databaseUrl` leads to one: for the relay, which holds locks. Set-up has to
   * know of the pooler too (`pooled`). Unless given, `databaseUrl` leads to the server itself.
   */
  readonly directUrl?: DatabaseUrl | undefined
  /** For all but the relay; made from `databaseUrl` unless given. See `createPool`. */
  readonly pool?: Pool
} & (
    | {
        /** `host:port` of some brokers. */
        readonly brokers: readonly string[]
        /** TLS, and a user; without it the brokers have to ask for neither. */
        readonly security?: KafkaSecurity | undefined
        readonly kafka?: undefined
      }
    | { readonly kafka: Kafka }
  )

export interface ServiceSettings {
  /** Writes warnings and worse to stdout unless given. */
  readonly logger?: Logger
  /** Gets the service's metrics. One registry has those of one service. */
  readonly registry?: Registry
  /** Records spans; the tracer of the OpenTelemetry SDK that the process was started with, if any, unless given. */
  readonly tracer?: Tracer | undefined
  /** What the `source` of its events begins with, before the service's name; `/services/` unless told. */
  readonly sourcePrefix?: string
  /**
   * The schema of the tables of inbox and outbox; `public` unless told. A pool that is given has to have it in its
   * `search_path`, before `public`.
   */
  readonly schema?: string
  /**
   * Whether statements on the pool may be planned to read whole tables; yes unless told. A service whose statements all
   * look rows up by keys is steadier without, from its first minute on: see `plannerSettings`.
   */
  readonly sequentialScans?: boolean
  /**
   * Whether it starts as a role that is a superuser, or owns its tables; yes unless told, since those who are given a
   * database may have no other role.
   */
  readonly powerfulRole?: 'allowed' | 'refused'
  /** Most connections of the pool, if it is not given; 10 unless told. */
  readonly poolSize?: number
  /** Most inputs in one transaction; 500 unless told. */
  readonly batchMax?: number
  /**
   * Days that the inbox remembers an event after its last delivery, longer than topics and dead letters keep it; 0 is for
   * ever; 30 unless told.
   */
  readonly inboxRetentionDays?: number
  /** Hours that the key of a command is remembered at least, a quarter more at most; 0 is for ever; 24 unless told. */
  readonly commandKeyRetentionHours?: number
  /** Milliseconds between two looks at the brokers for lag and dead letters; 5,000 unless told. */
  readonly metricsIntervalMs?: number
}

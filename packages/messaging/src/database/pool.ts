import pg from 'pg'
import type { Logger } from 'pino'
import type { Tx } from '../types/statement.ts'
import { Client } from './client.ts'
import { withConnection } from './connections.ts'
import { refuseOtherSettings } from './pooler.ts'
import { refusePowers } from './powers.ts'
import { defaultSchema, plannerSettings, roleSettings, sessionSettingsIn } from './session.ts'
import { timeOf } from './times.ts'
import type { DatabaseUrl } from './url.ts'

export interface PoolOptions {
  readonly url: DatabaseUrl
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string
  readonly logger: Logger
  /** Most connections; 10 if not given. */
  readonly max?: number
  /** Milliseconds after which the server ends a statement; below a third of the Kafka session timeout. */
  readonly statementTimeoutMs?: number
  /** Milliseconds to wait for a connection, from the pool or to the server. */
  readonly connectionTimeoutMs?: number
  /** Milliseconds after which the server ends a transaction in which the client says nothing. */
  readonly idleInTransactionTimeoutMs?: number
  /** Milliseconds after which the server gives up a peer that acknowledges nothing. */
  readonly tcpUserTimeoutMs?: number
  /** Where the tables of inbox and outbox are; `public` unless told. */
  readonly schema?: string | undefined
  /** Whether statements may be planned to read whole tables: see `plannerSettings`; yes unless told. */
  readonly sequentialScans?: boolean
  /** Whether a role that is a superuser, or owns its tables, gets no connection (`refusePowers`); no unless told. */
  readonly refusesPowers?: boolean
  /**
   * Whether the URL leads to a pooler in transaction mode; no unless told. Then all settings are the role's, and a connection
   * that lacks one is refused (ADR 80). Statements go by their names: the pooler has to keep them (`max_prepared_statements`).
   */
  readonly pooled?: boolean
}

/**
 * A pool that survives its server. No call waits forever: the server ends slow statements, and the client
 * ends a statement that no one answers (a cut network) a second later. A connection that dies while idle
 * is logged and replaced; one whose state the server complains of is ended, and the statement succeeds on a new one (see
 * `withConnection`). `bigint` columns arrive as numbers; one beyond 2^53 is an error, not a wrong number.
 */
export function createPool({
  url,
  applicationName,
  logger,
  max = 10,
  statementTimeoutMs = 1_500,
  connectionTimeoutMs = 2_000,
  idleInTransactionTimeoutMs = 10_000,
  tcpUserTimeoutMs = 10_000,
  schema = defaultSchema,
  sequentialScans = true,
  refusesPowers = false,
  pooled = false,
}: PoolOptions): pg.Pool {
  const begins = { schema, sequentialScans, statementTimeoutMs, idleInTransactionTimeoutMs }
  const checks = [
    ...(pooled ? [(tx: Tx) => refuseOtherSettings(tx, roleSettings(begins))] : []),
    ...(refusesPowers ? [refusePowers] : []),
  ]
  const pool = new pg.Pool({
    Client: class extends Client {
      constructor(config?: pg.ClientConfig) {
        super(url, config)
      }
    },
    application_name: applicationName,
    max,
    // Statements that are not waited for go out together and are answered in order.
    pipeline: true,
    connectionTimeoutMillis: connectionTimeoutMs,
    query_timeout: statementTimeoutMs + 1_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    ...(!pooled && {
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      options: [
        `-c tcp_user_timeout=${Math.trunc(tcpUserTimeoutMs)}`,
        sequentialScans ? '' : plannerSettings,
        sessionSettingsIn(schema),
      ].join(' '),
    }),
    types: { getTypeParser: parserOf },
    ...(checks.length > 0 && { verify: verifying(checks) }),
  })
  pool.on('error', ({ message: reason }) => {
    // A server that stops just after the pool may still say so to a connection that is being closed.
    if (pool.ending) return
    logger.warn({ reason }, 'an idle database connection was lost; the pool replaces it')
  })
  return renewing(pool)
}

/** Looks at new connections until one was found to be what it should. */
function verifying(checks: readonly ((tx: Tx) => Promise<void>)[]): NonNullable<pg.PoolConfig['verify']> {
  let known = false
  return (client, done) => {
    if (known) return done()
    Promise.all(checks.map(check => check(client))).then(() => {
      known = true
      done()
    }, done)
  }
}

/** A pool whose plain queries go through `withConnection`, as transactions do. Promises only, no callbacks. */
function renewing(pool: pg.Pool): pg.Pool {
  const query = (statement: string | pg.QueryConfig, values?: unknown[]) =>
    withConnection(pool, client => client.query(statement, values))
  return Object.assign(pool, { query })
}

const { INT8, TIMESTAMPTZ } = pg.types.builtins

/** The parser of a column's type: pg's own, except that a `bigint` becomes a number, and a `timestamptz` what `timeOf` gives. */
const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (format === 'binary') return pg.types.getTypeParser(oid, format)
  if (oid === INT8) return safeInteger
  return oid === TIMESTAMPTZ ? timeOf : pg.types.getTypeParser(oid, 'text')
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`The bigint ${text} is beyond 2^53: select it as text.`)
}

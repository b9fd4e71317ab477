import { describe, MessagingError } from '../errors.ts'
import { type ConnectionFault, meaningOf } from './sqlstates.ts'

/**
 * The database is away or refuses everyone: no fault of the messages. Whoever sees it waits and tries
 * again; nothing is ever dead-lettered for it. HTTP answers it with 503 and Retry-After.
 */
export class DatabaseUnavailable extends MessagingError {
  readonly retryAfterSeconds = 1

  constructor(cause: unknown) {
    super('DATABASE_UNAVAILABLE', `The database did not answer: ${describe(cause)}. Try again.`, cause)
    this.name = 'DatabaseUnavailable'
  }
}

/** Error codes of sockets and name resolution that mean: the server cannot be reached right now. */
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** What `pg` and its pool say without a code when a connection is lost or cannot be had in time. */
const lost =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect|timeout expired|read E|connect E)/

/**
 * True if the database was away, full, too slow, read-only or not set up, or another transaction was in the way, so
 * that the same call may succeed later; false if it refused the call for its data. HTTP answers the first with 503,
 * never with the error's own words.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable)
  const state = sqlState(error)
  // A row that is there already is not gone later.
  if (state !== undefined) return meaningOf(state).batch !== 'data' && !state.startsWith('23')
  const code = codeOf(error)
  if (code === 'DATABASE_UNAVAILABLE') return true
  return code === undefined ? lost.test(error.message) : network.has(code)
}

/** What an error of a statement, or of a commit, says about the connection that it came from. */
export function connectionFault(error: unknown): ConnectionFault {
  if (!(error instanceof Error)) return 'none'
  const state = sqlState(error)
  if (state !== undefined) return meaningOf(state).connection
  const code = codeOf(error)
  const isLost = code === undefined ? lost.test(error.message) : network.has(code)
  return isLost ? 'lost' : 'none'
}

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined

/** The SQLSTATE of a PostgreSQL error; undefined for anything else (a lost connection has none). */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

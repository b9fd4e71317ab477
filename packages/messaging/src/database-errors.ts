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
 * SQLSTATEs of a server that is away, starting, stopping, full or too slow:
 * class 08 (connection exception), class 53 (insufficient resources), class 58 (system error),
 * 57P0x (shutdown, crash, cannot connect now), 57014 (statement timeout), 55P03 (lock timeout),
 * 25006 (read only: a standby), 25P03 (idle in transaction for too long).
 */
const unavailable = /^(08...|53...|58...|57P0\d|57014|55P03|25006|25P03)$/

/**
 * True if the database was away, full or too slow, so that the same call may succeed later; false if it
 * refused the call for what it said. HTTP answers the first with 503, never with the error's own words.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === 'DATABASE_UNAVAILABLE') return true
  if (code !== undefined) return network.has(code) || ('severity' in error && unavailable.test(code))
  return lost.test(error.message)
}

/** True if the connection itself is gone or in an unknown state: nothing more can be said on it. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return code === undefined
    ? lost.test(error.message)
    : network.has(code) || /^(08...|57P0[1-3]|25P03)$/.test(code)
}

import { MessagingError } from './errors.ts'

/** What a failed transaction says about its batch; it decides what happens next. */
export type Failure =
  /** Another transaction won a race: the same batch, tried again, sees the other's rows. */
  | 'conflict'
  /** The database or the code refuses this data: the batch is halved until the culprit stands alone. */
  | 'data'
  /** The database is away, starting, full or wrongly set up: pause and try again, without limit. */
  | 'infrastructure'

const conflicts = new Set(['40001', '40P01', '23505', '55P03'])

/**
 * Sorts an error of a batch's transaction into the two kinds of failure (retry later, do not process)
 * plus the lost race. By SQLSTATE: class 22 (data exception), 23 (constraint violation) and 54 (a value beyond a limit) are the
 * data's fault; a unique violation, a deadlock or a serialization failure is a race. An error of the
 * language (TypeError, RangeError) or of our own (an invalid event) is the data's fault too. All else is
 * infrastructure: when in doubt nothing is given up.
 */
export function classify(error: unknown): Failure {
  const code = sqlState(error)
  if (code !== undefined) {
    if (conflicts.has(code)) return 'conflict'
    return /^(22|23|54)/.test(code) ? 'data' : 'infrastructure'
  }
  if (error instanceof MessagingError) return 'data'
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
    ? 'data'
    : 'infrastructure'
}

/** The SQLSTATE of a PostgreSQL error; undefined for anything else (a lost connection has none). */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

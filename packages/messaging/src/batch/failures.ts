import { DatabaseUnavailable, sqlState } from '../database/errors.ts'
import { type Failure, meaningOf } from '../database/sqlstates.ts'
import { MessagingError } from '../errors.ts'

export type { Failure } from '../database/sqlstates.ts'

/**
 * Sorts an error of a batch's transaction into the two kinds of failure (retry later, do not process)
 * plus the lost race: by the table of SQLSTATEs, and without one an error of the
 * language (TypeError, RangeError) or of our own (an invalid event) is the data's fault. All else is
 * infrastructure: when in doubt nothing is given up.
 */
export function classify(error: unknown): Failure {
  const code = sqlState(error)
  if (code !== undefined) return meaningOf(code).batch
  if (error instanceof DatabaseUnavailable) return 'infrastructure'
  if (error instanceof MessagingError) return 'data'
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
    ? 'data'
    : 'infrastructure'
}

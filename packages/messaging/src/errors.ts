/** An error with a stable code for machines and a sentence that tells a person what to do. */
export class MessagingError extends Error {
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'MessagingError'
    this.code = code
  }
}

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

/** The message of anything thrown, on one line. */
export function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}

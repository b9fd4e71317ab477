/** An error with a stable code for machines and a sentence that tells a person what to do. */
export class MessagingError extends Error {
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'MessagingError'
    this.code = code
  }
}

/** The message of anything thrown, on one line. */
export function describe(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}

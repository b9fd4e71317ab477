/**
 * An error with a stable code for machines and a sentence that tells a person what to do about it.
 * `cause` keeps what went wrong underneath.
 */
export class ServiceError extends Error {
  readonly code: string

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'ServiceError'
    this.code = code
  }
}

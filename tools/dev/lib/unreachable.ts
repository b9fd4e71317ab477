import { ServiceError } from '@orderflow/service-kit'

/** Nobody listens where the endpoints file says that the system is: an earlier one ended without a word. */
export function isRefused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isRefused)
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'ECONNREFUSED') || isRefused(error.cause)
}

export function unreachable(cause: unknown): ServiceError {
  return new ServiceError(
    'SYSTEM_UNREACHABLE',
    'The running system does not answer: if it has ended, start one with `npm start`.',
    { cause },
  )
}

import { ServiceError } from '../errors.ts'

/** By the system's code of the error. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop the program that listens there, or set another port with PORT',
  EACCES: 'is kept for the administrator: set a port of 1024 or more with PORT',
  EADDRNOTAVAIL:
    'cannot be listened on, because this machine has no such address: set HOST to one that it has',
  ENOTFOUND: 'cannot be listened on, because there is no such host: set HOST to an address of this machine',
}

/** Why a server does not listen, in a sentence; undefined for an error of another kind. */
export function cannotListen(
  error: unknown,
  { HOST, PORT }: { readonly HOST: string; readonly PORT: number },
): ServiceError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!Object.hasOwn(reasons, code)) return undefined
  return new ServiceError('CANNOT_LISTEN', `Port ${PORT} on ${HOST} ${reasons[code]}.`, { cause: error })
}

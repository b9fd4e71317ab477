import { EmbeddedError } from '@orderflow/embedded'
import { ContractsError } from '@orderflow/event-contracts/check'
import { MessagingError } from '@orderflow/messaging/errors'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'
import { UsageError } from './args.ts'

/** An error that a person can act on, in a sentence; undefined for any other, which is a bug of ours. */
export function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const kinds = [ContractsError, EmbeddedError, MessagingError, ServiceError, UsageError]
  const ours = kinds.some(kind => error instanceof kind)
  if (ours) return error.message
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0])
  if (error instanceof pg.DatabaseError)
    return `The database refuses: ${error.message} (SQLSTATE ${error.code}).`
  if ('code' in error && notTrusted.test(String(error.code)))
    return `The server's certificate is not trusted (${error.code}): it has to be of the authority whose file is named, and of the host's name; for docker compose run deploy/compose/connect again.`
  if ('syscall' in error && 'code' in error) return ofSystem(error as SystemError)
  return error.cause === undefined ? undefined : sentenceOf(error.cause)
}

/** How Node calls a certificate that it does not take. */
const notTrusted = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_)/

interface SystemError extends NodeJS.ErrnoException {
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
}

/** What the operating system says, by its code. */
function ofSystem({ code = '', path = 'A file', address, port, hostname, message }: SystemError): string {
  const place = port === undefined ? address : `${address}:${port}`
  const sentences: Readonly<Record<string, string>> = {
    ENOENT: `There is no ${path}: look at its name.`,
    EISDIR:
      path === 'A file' ? 'A folder was named where a file is needed.' : `${path} is a folder: name a file.`,
    ENOTDIR: `${path} cannot be there: a part of its path is a file.`,
    EACCES: `${path} is not accessible to this user: change its rights, or run as another user.`,
    EPERM: `${path} is not accessible to this user: change its rights, or run as another user.`,
    EEXIST: `${path} exists already: name another, or remove it first.`,
    ENOSPC: 'The disk is full: make room and try again.',
    ECONNREFUSED: `Nobody listens on ${place}: start what should, or name another address.`,
    ENOTFOUND: `There is no host ${hostname}: look at its name.`,
    EAI_AGAIN: `The host ${hostname} cannot be looked up now: look at its name, or try again.`,
  }
  return sentences[code] ?? `${message}.`
}

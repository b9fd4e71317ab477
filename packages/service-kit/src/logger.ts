import { type DestinationStream, type Logger, pino } from 'pino'
import { maskCredentials } from './secrets.ts'

export type { Logger } from 'pino'

/** Fields that never reach the log, wherever they sit in the first two levels of what is logged. */
const secretFields = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'secret']
const redacted = secretFields.flatMap(name => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`])

/** An error without what PostgreSQL adds to its own: `Key (customer_id)=(…) already exists.` has values of rows. */
function withoutValues(error: unknown) {
  if (!(error instanceof Error)) return error
  const { detail: _detail, where: _where, ...said } = pino.stdSerializers.err(error)
  return said
}

interface LoggerOptions {
  /** Name of the service; it stands on every line. */
  readonly service: string
  /** The least severe level that is logged; `info` if not given. */
  readonly level?: string
  /** Where lines go; stdout if not given. */
  readonly destination?: DestinationStream
}

/**
 * A logger that writes one JSON object per line, with time in ISO 8601. Credentials are removed twice:
 * fields by their names, and passwords inside URLs from the finished line, error messages included.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: '***' },
    hooks: { streamWrite: maskCredentials },
    serializers: { err: withoutValues },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

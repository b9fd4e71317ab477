import { type DestinationStream, type Logger, pino } from 'pino'
import { createLastWarnings, type LastWarnings, type Warning } from './last-warnings.ts'
import { maskCredentials } from './secrets.ts'

export type { Logger } from 'pino'

/** Fields that never reach the log. */
const secretFields = new Set(['authorization', 'cookie', 'set-cookie', 'password', 'token', 'secret'])
/** How deep they are looked for in what is logged: `req.headers.cookie` is the deepest. */
const secretLevels = 3

/**
 * The same with secret fields censored. What has none is not copied: pino's own redaction takes a copy of every line, and a
 * tenth of what a request costs.
 */
function withoutSecrets<Fields extends object>(fields: Fields, levels = secretLevels): Fields {
  let censored: object = fields
  for (const [name, value] of Object.entries(fields)) {
    const isSerialized = levels === secretLevels && name === 'err' && value instanceof Error
    const instead = secretFields.has(name) ? '***' : isSerialized ? value : withoutThoseIn(value, levels - 1)
    if (instead === value) continue
    censored = Object.assign(Array.isArray(censored) ? [...censored] : { ...censored }, { [name]: instead })
  }
  return censored as Fields
}

const withoutThoseIn = (value: unknown, levels: number) =>
  levels > 0 && typeof value === 'object' && value !== null ? withoutSecrets(value, levels) : value

/** An error without what PostgreSQL adds to its own: `Key (customer_id)=(…) already exists.` has values of rows. */
function withoutValues(error: unknown) {
  if (!(error instanceof Error)) return error
  const { detail: _detail, where: _where, ...said } = pino.stdSerializers.err(error)
  return withoutSecrets(said)
}

interface LoggerOptions {
  /** Name of the service; it stands on every line. */
  readonly service: string
  /** The least severe level that is logged; `info` if not given. */
  readonly level?: string
  /** Where lines go; stdout if not given. */
  readonly destination?: DestinationStream
}

const warnings = new WeakMap<Logger, LastWarnings>()

/** The last lines of a logger and its children with a level from `warn` on, the newest first; none of a foreign logger. */
export const lastWarnings = (logger: Logger): readonly Warning[] => warnings.get(logger)?.all ?? []

/**
 * A logger that writes one JSON object per line, with time in ISO 8601. Credentials are removed twice:
 * fields by their names, and passwords inside URLs from the finished line, error messages included.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const last = createLastWarnings()
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: withoutSecrets,
    },
    hooks: {
      streamWrite(line: string) {
        const masked = maskCredentials(line)
        last.note(masked)
        return masked
      },
    },
    serializers: { err: withoutValues },
  }
  const logger = destination === undefined ? pino(options) : pino(options, destination)
  warnings.set(logger, last)
  // What children always say: pino asks no formatter about it. They inherit this.
  const { child } = logger
  logger.child = function (this: Logger, ...[bindings, ofChild]: Parameters<typeof child>) {
    return Reflect.apply(child, this, [withoutSecrets(bindings), ofChild])
  } as typeof child
  return logger
}

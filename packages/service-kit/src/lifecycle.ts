import closeWithGrace from 'close-with-grace'
import type { Logger } from './logger.ts'

interface Lifecycle {
  readonly logger: Logger
  /** Milliseconds that an orderly stop may take before the process exits with status 1. */
  readonly timeoutMs: number
  /** Stops everything in order: first what takes in work, then what finishes it, then connections. */
  readonly stop: () => Promise<void>
}

/**
 * Keeps the process up until it is told to stop, then runs `stop` once.
 *
 * | what happens | exit status |
 * | --- | --- |
 * | SIGTERM, SIGINT, SIGHUP or SIGQUIT; or nothing is left to do | 0 after `stop` |
 * | an uncaught exception or an unhandled rejection | 1 after `stop`; it is logged as fatal |
 * | a second signal or error during `stop`, `stop` fails, or the time is up | 1 at once |
 *
 * @returns a function that starts the orderly stop from inside the process.
 */
export function runUntilSignal({ logger, timeoutMs, stop }: Lifecycle): () => void {
  const { close } = closeWithGrace(
    {
      delay: timeoutMs,
      logger: { error: (detail: unknown) => logger.fatal(detail, 'the stop failed') },
      skip: ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGUSR2'],
      onSecondSignal: signal => logger.fatal({ signal }, 'a second signal: exiting without an orderly stop'),
      onSecondError: err => logger.fatal({ err }, 'an error during the stop: exiting'),
      onTimeout: delay => logger.fatal({ timeoutMs: delay }, 'the stop took too long: exiting'),
    },
    async ({ signal, err }) => {
      if (err) logger.fatal({ err }, 'an error that nothing handled: stopping')
      else logger.info({ signal }, 'stopping')
      await stop()
      logger.info('stopped')
    },
  )
  return close
}

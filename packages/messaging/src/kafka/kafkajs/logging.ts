import type { logCreator } from 'kafkajs'
import type { Logger } from 'pino'

const levels = { 1: 'warn', 2: 'info', 4: 'debug', 5: 'trace' } as const
/** After so much silence the same words are news again: in milliseconds. */
const forgetAfterMs = 60_000

/**
 * kafkajs' log lines through pino. Its errors are warnings here: each is retried or rebuilt. An answer that says no, as any
 * broker gives while it elects leaders and coordinators, is for debugging: who asked says what came of it. While a broker is away
 * kafkajs says the same of every attempt, some six lines a second: of the same words the 1st, 2nd, 4th, 8th and so on are logged.
 *
 * @param now milliseconds of a clock that nobody sets
 */
export function logThroughPino(
  logger: Pick<Logger, 'warn' | 'info' | 'debug' | 'trace'>,
  now: () => number = () => performance.now(),
): logCreator {
  const said = new Map<string, { times: number; at: number }>()

  function timesOf(words: string): number {
    const before = said.get(words)
    const times = before !== undefined && now() - before.at < forgetAfterMs ? before.times + 1 : 1
    // The words are few, but for names of topics and brokers in them.
    if (said.size > 1_000) said.clear()
    said.set(words, { times, at: now() })
    return times
  }

  return () =>
    ({ namespace, level, log }) => {
      const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = log
      const isAnswer = namespace === 'Connection' && message.startsWith('Response ')
      const as = isAnswer ? 'debug' : (levels[level as keyof typeof levels] ?? 'debug')
      if (as !== 'warn') return logger[as]({ ...fields, namespace }, message)
      const times = timesOf(`${namespace} ${message}`)
      if ((times & (times - 1)) === 0) logger.warn({ ...fields, namespace, times }, message)
    }
}

import { expect, test } from 'vitest'
import { logThroughPino } from './logging.ts'

test('of the same words of kafkajs the 1st, 2nd, 4th and so on are logged, and all again after a minute of silence', () => {
  const lines: string[] = []
  let now = 0
  const keep = (level: string) => (fields: object, message?: string) =>
    void lines.push(`${level} ${message} ${(fields as { times?: number }).times ?? ''}`.trim())
  const logger = { warn: keep('warn'), info: keep('info'), debug: keep('debug'), trace: keep('trace') }
  const write = logThroughPino(logger as never, () => now)(1)
  const say = (level: number, message: string) =>
    write({ namespace: 'Connection', level, label: '', log: { message, timestamp: '', logger: 'kafkajs' } })

  for (let i = 0; i < 9; i++) say(1, 'refused')
  say(1, 'another')
  for (let i = 0; i < 3; i++) say(2, 'joined')
  say(1, 'Response ListOffsets(key: 2, version: 3)')
  now = 60_000
  say(1, 'refused')
  expect(lines).toEqual([
    ...[1, 2, 4, 8].map(times => `warn refused ${times}`),
    'warn another 1',
    ...Array(3).fill('info joined'),
    'debug Response ListOffsets(key: 2, version: 3)',
    'warn refused 1',
  ])
})

import { expect, test } from 'vitest'
import { createLogger, lastWarnings } from './logger.ts'

const quiet = { write: () => {} }
const logger = () => createLogger({ service: 'order', destination: quiet })

test('the last warnings and errors of a logger and its children are kept, the newest first', () => {
  const log = logger()
  log.info('all is well')
  log.warn({ topic: 'a' }, 'the broker is away')
  log.child({ requestId: '7' }).error({ err: new Error('no') }, 'it failed')
  const [failed, away, ...others] = lastWarnings(log)
  expect(others).toEqual([])
  expect(away).toMatchObject({ level: 'warn', message: 'the broker is away', details: '{"topic":"a"}' })
  expect(failed).toMatchObject({ level: 'error', message: 'it failed' })
  expect(failed?.details).toContain('"requestId":"7"')
  expect(Date.parse(failed?.time ?? '')).toBeGreaterThan(Date.parse(away?.time ?? '') - 1)
})

test('without credentials, of which nothing more is known than in the log', () => {
  const log = logger()
  log.warn({ password: 'abc', url: 'postgres://me:def@host/db' }, 'at amqp://me:ghi@host')
  expect(JSON.stringify(lastWarnings(log))).not.toMatch(/abc|def|ghi/)
})

test('a secret in a text that is quoted leaves the line whole', () => {
  const log = logger()
  const said = (detail: string) => {
    log.warn({ detail }, 'dead-lettered')
    return JSON.parse(lastWarnings(log)[0]?.details ?? '').detail
  }
  expect(said('"x://?token=abc" is not valid')).toBe('"x://?token=***" is not valid')
  expect(said("'x://?a=1&secret=abc\\' is not")).toBe("'x://?a=1&secret=***' is not")
  expect(said('x://me:a\\b@c?password=d\\e\nf&g')).toBe('x://me:***@c?password=***&g')
})

test('50 of them, and of each 2,000 characters', () => {
  const log = logger()
  for (let n = 0; n < 70; n++) log.warn({ long: 'x'.repeat(5_000) }, `${n}`)
  const all = lastWarnings(log)
  expect([all.length, all[0]?.message, all.at(-1)?.message]).toEqual([50, '69', '20'])
  expect(all[0]?.details.length).toBe(2_001)
})

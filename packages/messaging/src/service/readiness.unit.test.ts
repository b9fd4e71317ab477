import type { Pool } from 'pg'
import { expect, test, vi } from 'vitest'
import { readiness } from './readiness.ts'

const refusal = (code: string) => Object.assign(new Error('secret words'), { severity: 'ERROR', code })
const asked = (query: () => Promise<unknown>) => ({ query }) as unknown as Pool
const consumer = { healthy: true, waitingMs: 0 }
const fit = { pool: asked(async () => {}), consumer, relay: { able: true } }

test.each([
  ['all is there', {}, ''],
  ['a short wait', { consumer: { healthy: true, waitingMs: 9_000 } }, ''],
  [
    'a long wait',
    { consumer: { healthy: true, waitingMs: 12_300 } },
    'kafka: a batch has been waiting for the database for 12 s',
  ],
  [
    'no member',
    { consumer: { healthy: false, waitingMs: 0 } },
    'kafka: the consumer is not a member of its group',
  ],
  [
    'no relay',
    { relay: { able: false } },
    'relay: the relay has no connection to the database on which it may publish',
  ],
  [
    '25006',
    { pool: asked(() => Promise.reject(refusal('25006'))) },
    'database: the database takes no writes: it is a standby, or its sessions are read-only',
  ],
  [
    '42P01',
    { pool: asked(() => Promise.reject(refusal('42P01'))) },
    'database: the database is not set up: its tables are not those of this release',
  ],
  [
    '42501',
    { pool: asked(() => Promise.reject(refusal('42501'))) },
    'database: the database is not set up: the role has no right to write',
  ],
  [
    '53300',
    { pool: asked(() => Promise.reject(refusal('53300'))) },
    'database: the database has no connection left for the service',
  ],
  [
    'ECONNREFUSED',
    { pool: asked(() => Promise.reject(new Error('connect ECONNREFUSED'))) },
    'database: the database does not answer',
  ],
])('%s', async (_, given, expected) => {
  const found = await readiness({ ...fit, ...given })()
  const missing = Object.entries(found).filter(([, { ok }]) => !ok)
  expect(missing.map(([name, { detail }]) => `${name}: ${detail}`).join()).toBe(expected)
})

test('a database that never answers is named within two seconds, and asked once, however many ask', async () => {
  let questions = 0
  const pool = asked(() => {
    questions++
    return new Promise(() => {})
  })
  const checks = readiness({ ...fit, pool })
  vi.useFakeTimers()
  const asking = Promise.all([checks(), checks(), checks()])
  await vi.advanceTimersByTimeAsync(1_999)
  vi.useRealTimers()
  for (const { database, kafka } of await asking) {
    expect(database).toEqual({ ok: false, detail: 'the database does not answer in time' })
    expect(kafka).toEqual({ ok: true })
  }
  expect(questions).toBe(1)
})

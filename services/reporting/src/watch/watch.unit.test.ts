import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseRules, rulesOf } from './rules.ts'
import { startWatch, type Watching } from './watch.ts'

let server: Server
let watching: Watching
let status = 200
let asked = 0
beforeEach(async () => {
  server = createServer((_, response) => {
    asked++
    response.writeHead(status).end('orders 1\n')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  vi.useRealTimers()
  await watching.stop()
  server.closeAllConnections()
  server.close()
})

test('what happens after the clock was set back is seen, with the time that it then shows', async () => {
  const rules = rulesOf(parseRules('groups: [{ name: g, rules: [{ alert: Down, expr: up == 0, for: 0s }] }]'))
  const pool = { query: async () => ({ rows: [] }) } as unknown as Pool
  const urls = { order: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  const logger = createLogger({ service: 'reporting', level: 'silent' })
  watching = startWatch({ pool, logger }, { rules, urls, everyMs: 10 })
  await expect.poll(() => asked).toBeGreaterThan(20)
  const anHourAgo = Date.now() - 3_600_000
  vi.useFakeTimers({ toFake: ['Date'], now: anHourAgo })
  status = 503
  const before = asked
  // When it is asked once more the round before is over.
  await expect.poll(() => asked).toBeGreaterThan(before + 2)
  const [alert] = watching.seen()?.alerts ?? []
  expect(alert).toMatchObject({ name: 'Down', state: 'firing' })
  expect(Math.abs(Date.parse(alert?.since ?? '') - anHourAgo)).toBeLessThan(60_000)
})

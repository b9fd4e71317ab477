import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { isReady } from './service-processes.ts'

test.each([
  ['the process itself', 200, { status: 'ok', pid: 17 }, true],
  ['it, while something is missing', 503, { status: 'unavailable', pid: 17 }, false],
  ['another of the same kind', 200, { status: 'ok', pid: 18 }, false],
  ['a stranger', 200, 'ok', false],
])('a service is ready when %s says so', async (_, status, body, ready) => {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  try {
    expect(await isReady(`http://127.0.0.1:${port}`, 17)).toBe(ready)
  } finally {
    server.close()
  }
})

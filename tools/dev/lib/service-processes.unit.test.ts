import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { childEnvironment } from './child-environment.ts'
import { isReady } from './is-ready.ts'

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

test('what a service is given as a file takes the place of the same secret as a value', () => {
  vi.stubEnv('DATABASE_URL', 'another')
  const { DATABASE_URL, DATABASE_URL_FILE } = childEnvironment({ DATABASE_URL_FILE: '/run/secrets/own' })
  expect([DATABASE_URL, DATABASE_URL_FILE]).toEqual([undefined, '/run/secrets/own'])
  vi.unstubAllEnvs()
})

test('what a service is given takes the place of the same secret in a file', () => {
  vi.stubEnv('DATABASE_URL_FILE', '/run/secrets/other')
  vi.stubEnv('RABBITMQ_URL_FILE', '/run/secrets/rabbitmq')
  const { DATABASE_URL, DATABASE_URL_FILE, RABBITMQ_URL_FILE } = childEnvironment({ DATABASE_URL: 'own' })
  expect([DATABASE_URL, DATABASE_URL_FILE, RABBITMQ_URL_FILE]).toEqual([
    'own',
    undefined,
    '/run/secrets/rabbitmq',
  ])
  vi.unstubAllEnvs()
})

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findFreePort, type Postgres, type ServerProcess, startPostgres } from '@orderflow/embedded'
import { kafkaBrokers } from '@orderflow/test-servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerOf } from './answer-of.fixture.ts'
import { serviceProcess } from './service-processes.ts'
import { services } from './services.ts'

const setUp = fileURLToPath(new URL('../../run/setup.ts', import.meta.url))
const shipping = services.find(({ name }) => name === 'shipping')!
let dataDir: string
let server: Postgres
let service: ServerProcess | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orderflow-before-'))
  server = await startPostgres({ dataDir: join(dataDir, 'postgres') })
})
afterAll(async () => {
  await service?.stop()
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const ask = (...statements: readonly string[]) => answerOf(server.url('postgres'), ...statements)

it("a service that starts before its set-up, on CloudNativePG's first database, serves once that has run", async () => {
  await ask(
    "CREATE ROLE shipping_app LOGIN PASSWORD 'of-the-operator'",
    'CREATE DATABASE shipping OWNER shipping_app',
  )
  const address = `http://127.0.0.1:${await findFreePort()}`
  const appUrl = server.url('shipping').replace(/\/\/[^@]+@/, '//shipping_app:of-the-operator@')
  const env = { AUTHENTICATION: 'off' }
  service = serviceProcess(shipping, address, appUrl, { brokers: kafkaBrokers(), dataDir, env })
  const status = async (path: string) => (await fetch(`${address}${path}`).catch(() => undefined))?.status
  service.start().catch(() => {}) // until it is ready
  await expect.poll(() => status('/health/live')).toBe(200)
  await expect.poll(() => status('/health/ready')).toBe(503)

  await promisify(execFile)(process.execPath, [setUp], {
    env: {
      ADMIN_DATABASE_URL: server.url('*'), // as the operator's secret has it
      SERVICES: 'shipping',
      SHIPPING_DB_PASSWORD: 'of-the-operator',
    },
  })
  await expect.poll(() => status('/shipments/none')).toBe(404)
  expect(
    await ask("SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = 'shipping'"),
  ).toEqual([{ owner: 'shipping_owner' }])
})

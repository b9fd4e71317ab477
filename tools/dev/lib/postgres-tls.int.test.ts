import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { keepCertificates } from '@orderflow/certificates'
import { type Postgres, startPostgres } from '@orderflow/embedded'
import { createPool } from '@orderflow/messaging/database'
import { setUpDatabase } from '@orderflow/messaging/set-up'
import { createLogger, verifiedBy } from '@orderflow/service-kit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerOf } from './answer-of.fixture.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const hba = fileURLToPath(new URL('../../../deploy/postgres/pg_hba.conf', import.meta.url))
const setUp = fileURLToPath(new URL('../../run/setup.ts', import.meta.url))
const database = `tls_${randomBytes(4).toString('hex')}`
let folder: string
let server: Postgres
let authority: string
let another: string

/** A server as that of docker-compose.yml: a certificate of the authority's, and nobody in without TLS. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderflow-tls-'))
  const servers = { postgres: ['localhost', '127.0.0.1'], elsewhere: ['elsewhere.example'] }
  const ours = await keepCertificates(join(folder, 'ours'), { servers })
  authority = ours.authority
  another = (await keepCertificates(join(folder, 'others'), { servers })).authority
  server = await startPostgres({ dataDir: join(folder, 'data') })
  const [{ data_directory: cluster = '' } = {}] = await answerOf(
    server.url('postgres'),
    'SHOW data_directory',
  )
  const { uid, gid } = await stat(cluster)
  for (const [from, to] of [
    [ours.servers.postgres?.certificate, 'server.crt'],
    [ours.servers.postgres?.key, 'server.key'],
    [ours.servers.elsewhere?.certificate, 'elsewhere.crt'],
    [ours.servers.elsewhere?.key, 'elsewhere.key'],
    [hba, 'pg_hba.conf'],
  ] as const) {
    await copyFile(from as string, join(cluster, to))
    await chown(join(cluster, to), uid, gid)
  }
  await reload(server.url('postgres'), 'ALTER SYSTEM SET ssl = on')
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

const reload = (url: string, ...changes: readonly string[]) =>
  answerOf(url, ...changes, 'SELECT pg_reload_conf()')

const verified = (url: string, ca = authority) => verifiedBy(ca, url)

/** How the server answers, once it has read its files again; an error by its code. */
async function answer(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows
  } catch (error) {
    return (error as { code?: string }).code
  } finally {
    await client.end().catch(() => {})
  }
}

const byName = (url: string) => url.replace('127.0.0.1', 'localhost')

it('lets in who verifies it, by name and by address, as set-up and as a service, and nobody without TLS', async () => {
  const url = server.url('postgres')
  await expect.poll(() => answer(url)).toBe('28000')
  for (const each of [verified(url), verified(byName(url))])
    expect(await answer(each)).toEqual([{ ssl: true }])
  const { appUrl } = await setUpDatabase({
    adminUrl: verified(url),
    database,
    rights: { tables: {} },
    logger,
  })
  const pool = createPool({ url: appUrl, applicationName: 'test', logger, refusesPowers: true })
  expect((await pool.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).rows).toEqual([
    { ssl: true },
  ])
  await pool.end()
  expect(await answer(appUrl.replace(/\?.*/, ''))).toBe('28000')
})

it("is set up for one service by CloudNativePG's own URL, whose database is `*`, and an authority beside it", async () => {
  await answerOf(verified(server.url('postgres')), 'CREATE ROLE streaming_replica LOGIN REPLICATION')
  await promisify(execFile)(process.execPath, [setUp], {
    env: {
      ADMIN_DATABASE_URL: server.url('*'),
      DATABASE_CA_FILE: authority,
      SERVICES: 'shipping',
      SHIPPING_DB_PASSWORD: 'not-derived',
    },
  })
  const app = server.url('shipping').replace(/\/\/[^@]+@/, '//shipping_app:not-derived@')
  expect(await answer(verifiedBy(authority, app))).toEqual([{ ssl: true }])
  const databases = await answerOf(
    verified(server.url('postgres')),
    `SELECT datname FROM pg_database WHERE datname IN ('shipping', 'orders')`,
  )
  expect(databases).toEqual([{ datname: 'shipping' }])
  // Where pg_rewind connects, by which a server comes back as a replica.
  const mayConnect = (role: string) => `has_database_privilege('${role}', 'postgres', 'CONNECT') AS ${role}`
  expect(
    await answerOf(
      verified(server.url('postgres')),
      `SELECT ${mayConnect('streaming_replica')}, ${mayConnect('shipping_app')}`,
    ),
  ).toEqual([{ streaming_replica: true, shipping_app: false }])
})

it('is refused by who knows another authority, and under another name than its own', async () => {
  const url = server.url('postgres')
  expect(await answer(verified(url, another))).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  const files = { ssl_cert_file: 'elsewhere.crt', ssl_key_file: 'elsewhere.key' }
  const changes = Object.entries(files).map(([name, file]) => `ALTER SYSTEM SET ${name} = '${file}'`)
  await reload(verified(url), ...changes)
  for (const each of [url, byName(url)])
    await expect.poll(() => answer(verified(each))).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
})

import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { table } from '../tables/table.ts'
import { query } from '../testing/database.ts'
import { hotelEvents, roomsOf } from '../testing/hotel.ts'
import { startServices } from './start-services.ts'

const events = hotelEvents()
const rooms = roomsOf(events)
const suffix = randomBytes(4).toString('hex')
const stopped: string[] = []
const logger = pino({ level: 'silent' })
let postgresUrl: string
let migrations: string

beforeAll(async () => {
  postgresUrl = await adminUrl()
  migrations = await mkdtemp(join(tmpdir(), 'migrations-'))
  await writeFile(
    join(migrations, '0001_rooms.sql'),
    'CREATE TABLE nights (night text PRIMARY KEY, taken intger)',
  )
})
afterAll(() => rm(migrations, { recursive: true }))

const on = (given: object = {}) => ({
  brokers: kafkaBrokers(),
  postgresUrl,
  events,
  logger,
  stop: async () => void stopped.push('servers'),
  ...given,
})

/** The databases of this test's services, or those to which there are connections. */
async function databases(table: 'pg_database' | 'pg_stat_activity'): Promise<string[]> {
  const rows = await query(
    postgresUrl,
    `SELECT DISTINCT datname FROM ${table} WHERE datname LIKE $1 ORDER BY 1`,
    [`%${suffix}`],
  )
  return rows.map(({ datname }) => String(datname))
}

test('where one service cannot start, the others are stopped, and what they run on', async () => {
  const broken = { ...rooms, migrations: new URL(`${pathToFileURL(migrations)}/`) }
  const services = { [`a_${suffix}`]: broken, [`b_${suffix}`]: rooms, [`c_${suffix}`]: rooms }
  const stop = async () => void stopped.push(...(await databases('pg_database')))
  await expect(startServices(on({ stop }), services)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('"intger" does not exist'),
  })
  // None was under way any more when the servers were stopped.
  expect(stopped).toEqual(Object.keys(services))
  await expect.poll(() => databases('pg_stat_activity')).toEqual([])
})

const password = 'not-the-password'
const url = (change: (url: URL) => void) => {
  const changed = new URL(postgresUrl)
  change(changed)
  return changed.href
}

test.each<[string, () => object, string, RegExp]>([
  ['no events', () => ({ events: undefined }), 'SYSTEM_INVALID', /needs events/],
  ['no broker', () => ({ brokers: ['127.0.0.1:1'] }), 'KAFKA_UNAVAILABLE', /ECONNREFUSED 127\.0\.0\.1:1/],
  ['no such host', () => ({ brokers: ['broker.invalid:9092'] }), 'KAFKA_UNAVAILABLE', /broker\.invalid/],
  [
    'no PostgreSQL',
    () => ({ postgresUrl: url(on => Object.assign(on, { port: '1' })) }),
    'POSTGRES_UNREACHABLE',
    /127\.0\.0\.1:1 did not let postgres in: .*ECONNREFUSED/,
  ],
  [
    'a wrong user',
    () => ({ postgresUrl: url(on => Object.assign(on, { username: 'nobody_here', password })) }),
    'POSTGRES_UNREACHABLE',
    /did not let nobody_here in/,
  ],
  [
    'no URL',
    () => ({ postgresUrl: `postgres://me:${password}@host:port/db` }),
    'POSTGRES_URL_INVALID',
    /percent-encoded/,
  ],
])('%s: a sentence, and the stop that was given', async (_, given, code, sentence) => {
  stopped.length = 0
  const starting = startServices(on(given()), { [`d_${suffix}`]: rooms })
  await expect(starting).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })
  await expect(starting).rejects.not.toMatchObject({ message: expect.stringContaining(password) })
  expect(stopped).toEqual(['servers'])
})

test('two may set up at once; a table that has changed since is told of, as is what nobody has', async () => {
  const name = `e_${suffix}`
  const both = await Promise.all([
    startServices(on(), { [name]: rooms }),
    startServices(on(), { [name]: rooms }),
  ])
  const { rows: rowsOf } = both[0][name] as never as { rows: (table: string) => Promise<unknown> }
  await expect(rowsOf('days')).rejects.toMatchObject({ code: 'TABLE_UNKNOWN' })
  const { published } = both[0] as never as { published: (type: string) => Promise<unknown> }
  await expect(published('Booked')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' })
  await Promise.all(both.map(({ stop }) => stop()))
  for (const columns of [
    { night: 'text', taken: 'integer', left: 'integer' },
    { night: 'text', taken: 'text' },
  ] as const) {
    const changed = { tables: { nights: table('nights', columns) }, on: {} }
    await expect(startServices(on(), { [name]: changed })).rejects.toMatchObject({ code: 'TABLE_DIFFERS' })
  }
})

test.each(['postgres', 'template1', '1a', 'Büro', 'x'.repeat(56)])(
  'a service that cannot have a database leaves no topics: %s',
  async name => {
    await expect(startServices(on(), { [name]: rooms })).rejects.toMatchObject({
      code: 'DATABASE_NAME_INVALID',
    })
  },
)

test('two services of one database, and one with a name of the system, are refused', async () => {
  const refused = (services: Record<string, typeof rooms>) =>
    expect(startServices(on(), services)).rejects.toMatchObject({ code: 'SERVICE_NAME_TAKEN' })
  await refused({ frontDesk: rooms, 'front-desk': rooms })
  await refused({ published: rooms })
})

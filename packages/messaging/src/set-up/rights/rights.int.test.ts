import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { adminUrl } from '@orderflow/test-servers'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { query } from '../../testing/database.ts'
import type { Rights } from '../../types/rights.ts'
import { setUpDatabase } from '../set-up.ts'

const logger = pino({ level: 'silent' })
const refused = { code: '42501' }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rights-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A database of a service whose tables these statements make; set up anew as often as asked. */
function hotel(...migrations: readonly string[]) {
  const database = `hotel_${randomBytes(5).toString('hex')}`
  let applied = migrations
  const directory = join(folder, database, 'hotel', 'migrations')
  async function setUp(rights?: Rights, more: readonly string[] = []) {
    applied = [...applied, ...more]
    await rm(directory, { recursive: true, force: true })
    await mkdir(directory, { recursive: true })
    for (const [i, sql] of applied.entries()) await writeFile(join(directory, `000${i + 1}_x.sql`), sql)
    return await setUpAgain(rights)
  }
  const setUpAgain = async (rights?: Rights) =>
    await setUpDatabase({
      adminUrl: await adminUrl(),
      database,
      migrations: pathToFileURL(`${directory}/`),
      rights,
      logger,
    })
  /** The same by a release that knows no more than the first migration. */
  async function setUpByOlder(rights: Rights) {
    applied = applied.slice(0, 1)
    return await setUp(rights)
  }
  return { database, setUp, setUpAgain, setUpByOlder }
}

const rooms = 'CREATE TABLE rooms (id int PRIMARY KEY, guest text, price int); INSERT INTO rooms VALUES (1)'
const occupied: Rights = { tables: { rooms: { select: '*', update: ['guest'] } } }

it('takes away what an earlier set-up gave, and gives the tables that come later nothing', async () => {
  const { setUp } = hotel(rooms)
  const { appUrl, ownerUrl } = await setUp()
  await query(appUrl, 'UPDATE rooms SET price = 1; DELETE FROM redrives WHERE false').catch(() => {})
  await query(appUrl, 'UPDATE rooms SET price = 2')
  await setUp(occupied)
  await query(appUrl, `UPDATE rooms SET guest = 'c-1'`)
  for (const text of ['UPDATE rooms SET price = 3', 'DELETE FROM rooms', 'INSERT INTO rooms VALUES (2)'])
    await expect(query(appUrl, text)).rejects.toMatchObject(refused)
  expect(await query(appUrl, 'SELECT guest, price FROM rooms')).toEqual([{ guest: 'c-1', price: 2 }])
  await query(ownerUrl, 'CREATE TABLE later ()')
  await expect(query(appUrl, 'SELECT FROM later')).rejects.toMatchObject(refused)
})

it('writes nothing where nothing has changed', async () => {
  const { setUp } = hotel(rooms)
  const { ownerUrl } = await setUp(occupied)
  const versions = `SELECT xmin::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT xmin::text, proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 2`
  const before = await query(ownerUrl, versions)
  await setUp(occupied)
  expect(await query(ownerUrl, versions)).toEqual(before)
})

it('refuses a table that nobody has thought of, and lets the application on as it was', async () => {
  const { setUp } = hotel(rooms)
  const { appUrl } = await setUp(occupied)
  await expect(setUp(occupied, ['CREATE TABLE guests ()'])).rejects.toMatchObject({
    code: 'RIGHTS_MISSING',
    message: expect.stringContaining('what it may do to guests: list each'),
  })
  expect(await query(appUrl, 'SELECT id FROM rooms')).toEqual([{ id: 1 }])
  await setUp({ tables: { ...occupied.tables, guests: {} } })
})

it('leaves tables that are not listed as they are, for those who list what they know of', async () => {
  const { setUp } = hotel(rooms, 'CREATE TABLE old ()')
  const { appUrl } = await setUp()
  await setUp({ ...occupied, unlisted: 'left' }, ['CREATE TABLE new ()'])
  await query(appUrl, 'DELETE FROM old')
  await expect(query(appUrl, 'DELETE FROM new')).rejects.toMatchObject(refused)
})

it('takes nothing away for an older release that is set up beside a newer one', async () => {
  const { setUp, setUpByOlder } = hotel(rooms)
  const newer: Rights = { tables: { rooms: { select: '*', update: ['guest', 'floor'] } } }
  const { appUrl } = await setUp(newer, ['ALTER TABLE rooms ADD COLUMN floor int'])
  await setUpByOlder({ tables: { rooms: { select: '*', update: ['price'] } } })
  await query(appUrl, 'UPDATE rooms SET floor = 2')
  await query(appUrl, 'UPDATE rooms SET price = 2')
})

it('leaves nothing to everybody, pins where names are looked for, and takes a role out of all groups', async () => {
  const hostel = hotel(rooms)
  const { appUrl, ownerUrl } = await hostel.setUp()
  const app = `${hostel.database}_app`
  await query(
    ownerUrl,
    'GRANT SELECT ON rooms TO PUBLIC; GRANT EXECUTE ON FUNCTION command_keys_open TO PUBLIC',
  )
  await query(await adminUrl(), `GRANT ${hostel.database}_owner, pg_read_all_data TO ${app}`)
  await hostel.setUp({ tables: { rooms: {} } })
  await expect(query(appUrl, 'SELECT FROM rooms')).rejects.toMatchObject(refused)
  await expect(query(appUrl, 'SELECT command_keys_open()')).rejects.toMatchObject(refused)
  await expect(query(appUrl, `SET ROLE ${hostel.database}_owner`)).rejects.toMatchObject(refused)
  expect(await query(appUrl, 'SHOW search_path')).toEqual([{ search_path: 'public' }])
})

it('can be called by eight at once', async () => {
  const { setUp, setUpAgain } = hotel(rooms)
  const { appUrl } = await setUp()
  await Promise.all(Array.from({ length: 8 }, () => setUpAgain(occupied)))
  await query(appUrl, `UPDATE rooms SET guest = 'c-1'`)
  await expect(query(appUrl, 'UPDATE rooms SET price = 3')).rejects.toMatchObject(refused)
})

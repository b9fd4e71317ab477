import { randomBytes } from 'node:crypto'
import { adminUrl } from '@orderflow/test-servers'
import { beforeAll, describe, expect, it } from 'vitest'
import { query as run } from '../testing/database.ts'
import { type ProvisionedDatabase, provisionDatabase } from './provision.ts'

let admin: string

beforeAll(async () => {
  admin = await adminUrl()
})

const fresh = () => `kit_${randomBytes(5).toString('hex')}`

describe('provisionDatabase', () => {
  let database: string
  let urls: ProvisionedDatabase

  beforeAll(async () => {
    database = fresh()
    urls = await provisionDatabase({ adminUrl: admin, database })
    await run(urls.ownerUrl, 'CREATE TABLE item (id bigserial PRIMARY KEY, name text)')
    await run(urls.ownerUrl, "CREATE FUNCTION hello() RETURNS text LANGUAGE sql AS $$SELECT 'hello'$$")
  })

  it('lets the application read and write rows, and use sequences and functions', async () => {
    const written = await run(urls.appUrl, "INSERT INTO item (name) VALUES ('a') RETURNING id")
    expect(written).toEqual([{ id: '1' }])
    await run(urls.appUrl, "UPDATE item SET name = 'b'")
    expect(await run(urls.appUrl, 'DELETE FROM item RETURNING name, hello()')).toEqual([
      { name: 'b', hello: 'hello' },
    ])
  })

  it.each([
    'CREATE TABLE mine (id int)',
    'DROP TABLE item',
    'ALTER TABLE item ADD COLUMN more int',
    'TRUNCATE item',
    'CREATE SCHEMA mine',
    'CREATE TEMPORARY TABLE mine (id int)',
    'CREATE ROLE mine',
    'SELECT pg_read_file($$PG_VERSION$$)',
  ])('refuses the application: %s', async sql => {
    await expect(run(urls.appUrl, sql)).rejects.toMatchObject({ code: '42501' })
  })

  it('makes neither role a superuser, and the owner the owner', async () => {
    const roles = await run(
      admin,
      `SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname LIKE '${database}%' ORDER BY 1`,
    )
    const powerless = { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false }
    expect(roles).toEqual([
      { rolname: `${database}_app`, ...powerless },
      { rolname: `${database}_owner`, ...powerless },
    ])
    expect(
      await run(
        admin,
        `SELECT datdba::regrole::text AS owner FROM pg_database WHERE datname = '${database}'`,
      ),
    ).toEqual([{ owner: `${database}_owner` }])
  })

  it('leaves nothing to roles that were given nothing', async () => {
    const rights = `SELECT has_database_privilege('public', current_database(), 'CONNECT') AS connect,
      has_schema_privilege('public', 'public', 'USAGE') AS usage,
      has_table_privilege('public', 'item', 'SELECT') AS read,
      has_function_privilege('public', 'hello()', 'EXECUTE') AS execute`
    const nothing = { connect: false, usage: false, read: false, execute: false }
    expect(await run(urls.ownerUrl, rights)).toEqual([nothing])
  })

  it("keeps one service's roles out of another's database", async () => {
    const other = await provisionDatabase({ adminUrl: admin, database: fresh() })
    const trespass = new URL(other.appUrl)
    trespass.pathname = `/${database}`
    await expect(run(trespass.href, 'SELECT 1')).rejects.toMatchObject({ code: '42501' })
  })

  it('can be called again and keeps the data and the URLs', async () => {
    await run(urls.appUrl, "INSERT INTO item (name) VALUES ('kept')")
    expect(await provisionDatabase({ adminUrl: admin, database })).toEqual(urls)
    expect(await run(urls.appUrl, 'SELECT name FROM item')).toEqual([{ name: 'kept' }])
  })
})

it('lets the application add to an append-only table and read it, and nothing else, however often it is called', async () => {
  const database = fresh()
  const { ownerUrl, appUrl } = await provisionDatabase({ adminUrl: admin, database })
  await run(
    ownerUrl,
    `CREATE TABLE entry (id int);
     CREATE TRIGGER append_only BEFORE TRUNCATE ON entry EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  )
  await provisionDatabase({ adminUrl: admin, database })
  await run(appUrl, 'INSERT INTO entry VALUES (1)')
  for (const change of ['UPDATE entry SET id = 2', 'DELETE FROM entry', 'TRUNCATE entry']) {
    await expect(run(appUrl, change)).rejects.toMatchObject({ code: '42501' })
  }
  expect(await run(appUrl, 'SELECT id FROM entry')).toEqual([{ id: 1 }])
})

it('can be called by eight at once', async () => {
  const database = fresh()
  const calls = Array.from({ length: 8 }, () => provisionDatabase({ adminUrl: admin, database }))
  const results = await Promise.all(calls)
  expect(new Set(results.map(({ appUrl }) => appUrl)).size).toBe(1)
  expect(await run(results[0]!.appUrl, 'SELECT current_database() AS name')).toEqual([{ name: database }])
})

it('takes any password, and a name that needs quoting', async () => {
  const ownerPassword = `o'"\\ %@:/?#é`
  const database = `${fresh()}-x`
  const { ownerUrl } = await provisionDatabase({
    adminUrl: admin,
    database,
    ownerPassword,
    appPassword: "';--",
  })
  expect(await run(ownerUrl, 'SELECT current_user AS name')).toEqual([{ name: `${database}_owner` }])
})

it('refuses a name that cannot be a database of a service', async () => {
  const refusal = provisionDatabase({ adminUrl: admin, database: 'x"; DROP' })
  await expect(refusal).rejects.toMatchObject({ code: 'DATABASE_NAME_INVALID' })
})

it('asks for passwords when there is nothing to derive them from', async () => {
  const refusal = provisionDatabase({ adminUrl: 'postgres://postgres@localhost/postgres', database: fresh() })
  await expect(refusal).rejects.toMatchObject({ code: 'PASSWORD_REQUIRED' })
})

describe('with an administrator who is no superuser', () => {
  async function administrator(attributes: string): Promise<string> {
    const name = fresh()
    await run(admin, `CREATE ROLE ${name} LOGIN ${attributes} PASSWORD 'secret'`)
    return Object.assign(new URL(admin), { username: name, password: 'secret' }).href
  }

  it('makes the database all the same, again and again', async () => {
    const adminUrl = await administrator('CREATEDB CREATEROLE')
    const database = fresh()
    const { ownerUrl, appUrl } = await provisionDatabase({ adminUrl, database, schema: 'messages' })
    await run(ownerUrl, 'CREATE TABLE item (id int); CREATE TABLE messages.item (id int)')
    await provisionDatabase({ adminUrl, database, schema: 'messages' })
    await run(appUrl, 'INSERT INTO item VALUES (1); INSERT INTO messages.item VALUES (1)')
    await expect(run(appUrl, 'DROP TABLE item')).rejects.toMatchObject({ code: '42501' })
    await expect(run(await administrator(''), 'SELECT')).resolves.toBeDefined()
    const stranger = Object.assign(new URL(await administrator('')), { pathname: `/${database}` }).href
    await expect(run(stranger, 'SELECT')).rejects.toMatchObject({ code: '42501' })
  })

  it.each([
    ['CREATEDB', 'CREATEROLE'],
    ['CREATEROLE', 'CREATEDB'],
    ['', 'CREATEDB and CREATEROLE'],
  ])('says what right is missing beside "%s"', async (given, missing) => {
    const refused = provisionDatabase({ adminUrl: await administrator(given), database: fresh() })
    await expect(refused).rejects.toMatchObject({
      code: 'PROVISION_DENIED',
      message: expect.stringContaining(`has no right to ${missing}: a superuser can give it`),
    })
  })

  it('says so if the roles are those of another administrator', async () => {
    const database = fresh()
    await provisionDatabase({ adminUrl: admin, database })
    const refused = provisionDatabase({ adminUrl: await administrator('CREATEDB CREATEROLE'), database })
    await expect(refused).rejects.toMatchObject({
      code: 'PROVISION_DENIED',
      message: expect.stringMatching(
        /may not do all that is needed: permission denied .*\. Use the one that made/,
      ),
    })
  })
})

import { createHmac } from 'node:crypto'
import pg from 'pg'
import { sqlState } from '../database/errors.ts'
import { defaultSchema, searchPath } from '../database/session.ts'
import { MessagingError } from '../errors.ts'
import { connected, urlFrom } from './connected.ts'

interface ProvisionOptions {
  /** URL of a superuser, or of a role with CREATEDB and CREATEROLE; its database is only used to connect to. */
  readonly adminUrl: string
  /** Name of the database to create. */
  readonly database: string
  /** If not given, a password is derived from the administrator's, so that every call finds the same. */
  readonly ownerPassword?: string
  readonly appPassword?: string | undefined
  /** A schema besides `public`, for the tables of inbox and outbox. */
  readonly schema?: string | undefined
  /**
   * Whether the rights of the application are listed, and given table by table when the tables are there (`setUpDatabase`
   * does both). Otherwise it may read and write the rows of all tables that the owner makes.
   */
  readonly listed?: boolean
  /** Settings that each connection of the application begins with, by their names. */
  readonly appSettings?: Readonly<Record<string, string>>
}

export interface ProvisionedDatabase {
  /** For migrations: the role that owns the database. */
  readonly ownerUrl: string
  /** For the service: has the rights that are listed; or reads and writes rows, and on append-only tables adds and reads. */
  readonly appUrl: string
}

const lockKey = 6_051_974_002
const attributes = 'LOGIN NOCREATEDB NOCREATEROLE'
/** Whoever is no superuser may not even take away what only a superuser could have given. */
const powers = 'NOSUPERUSER NOREPLICATION NOBYPASSRLS'
const { escapeIdentifier: id, escapeLiteral: text } = pg

/**
 * Creates a service's database with two roles: `<database>_owner` runs the migrations, `<database>_app`
 * is what the service connects as. No other role but a superuser, and an administrator who is none, can connect. Calling
 * it again, from any number of processes at once, changes nothing but restores roles, passwords and rights.
 *
 * @throws MessagingError `DATABASE_NAME_INVALID`, `SCHEMA_NAME_INVALID`, `PASSWORD_REQUIRED` (nothing to derive
 * passwords from), `PROVISION_DENIED` (the administrator may not), `POSTGRES_URL_INVALID`, `POSTGRES_UNREACHABLE` (no server
 * there, or it does not let the administrator in).
 */
export async function provisionDatabase(options: ProvisionOptions): Promise<ProvisionedDatabase> {
  const { adminUrl, database, schema = defaultSchema, listed = false, appSettings = {} } = options
  const schemas = searchPath(schema).split(',')
  refuseDatabaseName(database)
  const owner = {
    name: `${database}_owner`,
    password: options.ownerPassword ?? derive(adminUrl, `${database}_owner`),
  }
  const app = {
    name: `${database}_app`,
    password: options.appPassword ?? derive(adminUrl, `${database}_app`),
  }

  await connected(adminUrl, async server => {
    const { isSuper } = await administratorOf(server)
    await server.query('SELECT pg_advisory_lock($1)', [lockKey]) // released with the connection
    await ensureRole(server, owner, isSuper)
    await ensureRole(server, app, isSuper)
    // Only who can become the owner may give it a database.
    if (!isSuper) await server.query(`GRANT ${id(owner.name)} TO CURRENT_USER WITH INHERIT TRUE, SET TRUE`)
    await ensureDatabase(server, database, owner.name)
    await server.query(`
      REVOKE ALL ON DATABASE ${id(database)} FROM PUBLIC;
      GRANT CONNECT ON DATABASE ${id(database)} TO ${id(app.name)};
      ALTER ROLE ${id(owner.name)} IN DATABASE ${id(database)} SET search_path = ${defaultSchema};
      ALTER ROLE ${id(app.name)} IN DATABASE ${id(database)} SET search_path = ${schemas}`)
    for (const [name, value] of Object.entries(appSettings))
      await server.query(
        `ALTER ROLE ${id(app.name)} IN DATABASE ${id(database)} SET ${name} = ${text(value)}`,
      )
    await leaveGroups(server, app.name)
    await connected(urlOf(adminUrl, database), async inside => {
      if (!isSuper) await inside.query(`SET ROLE ${id(owner.name)}`)
      for (const each of schemas) await inside.query((listed ? closed : open)(each, owner.name, app.name))
    })
  }).catch(denied)
  return { ownerUrl: urlOf(adminUrl, database, owner), appUrl: urlOf(adminUrl, database, app) }
}

/** What the server itself has: a table in `template1` would be in every database made after it. */
const serversOwn: readonly string[] = ['postgres', 'template0', 'template1']

/** @throws MessagingError `DATABASE_NAME_INVALID` */
export function refuseDatabaseName(name: string): void {
  const fault = serversOwn.includes(name)
    ? 'the server has one of that name for itself.'
    : 'use up to 55 lower-case letters, digits, "_" and "-", and no digit or "-" first.'
  if (serversOwn.includes(name) || !/^[a-z_][a-z0-9_-]{0,54}$/.test(name))
    throw new MessagingError('DATABASE_NAME_INVALID', `"${name}" cannot name a database here: ${fault}`)
}

interface Role {
  readonly name: string
  readonly password: string
}

/** @throws MessagingError `PROVISION_DENIED` if the role lacks a right that all of this needs */
async function administratorOf(server: pg.Client): Promise<{ readonly isSuper: boolean }> {
  const { rows } = await server.query<{ name: string; isSuper: boolean; missing: string[] }>(
    `SELECT rolname AS name, rolsuper AS "isSuper",
       array_remove(ARRAY[CASE WHEN NOT rolcreatedb THEN 'CREATEDB' END, CASE WHEN NOT rolcreaterole THEN 'CREATEROLE' END], NULL) AS missing
     FROM pg_roles WHERE rolname = current_user`,
  )
  const { name = '', isSuper = false, missing = [] } = rows[0] ?? {}
  if (isSuper || missing.length === 0) return { isSuper }
  throw new MessagingError(
    'PROVISION_DENIED',
    `The administrator ${name} has no right to ${missing.join(' and ')}: a superuser can give it, with ALTER ROLE ${id(name)} ${missing.join(' ')}.`,
  )
}

/** What the server refuses the administrator all the same, such as a role that another administrator has made. */
function denied(cause: unknown): never {
  if (sqlState(cause) !== '42501') throw cause
  const { message, detail } = cause as pg.DatabaseError
  throw new MessagingError(
    'PROVISION_DENIED',
    `The administrator may not do all that is needed: ${[message, detail].filter(Boolean).join('. ').replace(/\.$/, '')}. Use the one that made the database and its roles, or a superuser.`,
    cause,
  )
}

async function ensureRole(server: pg.Client, { name, password }: Role, isSuper: boolean): Promise<void> {
  const { rowCount } = await server.query('SELECT FROM pg_roles WHERE rolname = $1', [name])
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER'
  const all = isSuper ? `${attributes} ${powers}` : attributes
  await server.query(`${verb} ROLE ${id(name)} ${all} PASSWORD ${text(password)}`)
}

async function ensureDatabase(server: pg.Client, database: string, owner: string): Promise<void> {
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [database])
  await server.query(
    rowCount === 0
      ? `CREATE DATABASE ${id(database)} OWNER ${id(owner)}`
      : `ALTER DATABASE ${id(database)} OWNER TO ${id(owner)}`,
  )
}

/** What the role has by being a member of others, the owner's among them, it is to have no longer. */
async function leaveGroups(server: pg.Client, role: string): Promise<void> {
  const { rows } = await server.query<{ group: string; by: string }>(
    `SELECT roleid::regrole::text AS group, grantor::regrole::text AS by FROM pg_auth_members WHERE member = $1::regrole`,
    [id(role)],
  )
  for (const { group, by } of rows)
    await server.query(`REVOKE ${group} FROM ${id(role)} GRANTED BY ${by} CASCADE`)
}

/** A schema that the application may look into, and in which it is given nothing else. */
function closed(schema: string, owner: string, app: string): string {
  const [within, future] = [id(schema), `ALTER DEFAULT PRIVILEGES FOR ROLE ${id(owner)}`]
  const kinds = ['TABLES', 'SEQUENCES', 'FUNCTIONS']
  return `
    ${schema === defaultSchema ? '' : `CREATE SCHEMA IF NOT EXISTS ${within} AUTHORIZATION ${id(owner)};`}
    REVOKE ALL ON SCHEMA ${within} FROM PUBLIC;
    GRANT USAGE ON SCHEMA ${within} TO ${id(app)};
    ${future} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    ${kinds.map(kind => `${future} IN SCHEMA ${within} REVOKE ALL ON ${kind} FROM ${id(app)}`).join(';')};`
}

/** The same with all rows of it: on what exists, and on whatever the owner creates later. */
function open(schema: string, owner: string, app: string): string {
  const [within, future] = [id(schema), `ALTER DEFAULT PRIVILEGES FOR ROLE ${id(owner)}`]
  return `
    ${closed(schema, owner, app)}
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${within} TO ${id(app)};
    ${keepAppendOnly(app)}
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${within} TO ${id(app)};
    ${future} IN SCHEMA ${within} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${id(app)};
    ${future} IN SCHEMA ${within} GRANT USAGE ON SEQUENCES TO ${id(app)};
    ${future} IN SCHEMA ${within} GRANT EXECUTE ON FUNCTIONS TO ${id(app)};`
}

/**
 * A table with a trigger named `append_only` is never changed by the application. All of `open` is one
 * transaction: there is no moment in which it could be.
 */
function keepAppendOnly(app: string): string {
  const revoke = `'REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', tgrelid::regclass, ${text(app)}`
  return `
    DO $do$ DECLARE statement text; BEGIN
      FOR statement IN SELECT format(${revoke}) FROM pg_trigger WHERE tgname = 'append_only' LOOP
        EXECUTE statement;
      END LOOP;
    END $do$;`
}

function derive(adminUrl: string, role: string): string {
  const secret = decodeURIComponent(urlFrom(adminUrl).password)
  if (secret !== '') return createHmac('sha256', secret).update(role).digest('base64url')
  throw new MessagingError(
    'PASSWORD_REQUIRED',
    `The administrator's URL has no password to derive that of ${role} from. Pass ownerPassword and appPassword.`,
  )
}

/** The URL of a database of the same server, for the same user unless another is named. */
export function urlOf(adminUrl: string, database: string, role?: Role): string {
  const url = urlFrom(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  if (role !== undefined) {
    url.username = encodeURIComponent(role.name)
    url.password = encodeURIComponent(role.password)
  }
  return url.href
}

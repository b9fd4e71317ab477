import pg from 'pg'
import type { Logger } from 'pino'
import { sqlState } from '../../database/errors.ts'
import { MessagingError } from '../../errors.ts'
import type { Rights } from '../../types/rights.ts'
import { type Granted, grantedIn, relationsIn, routinesIn } from './catalog.ts'
import { wantedRights } from './wanted.ts'

export interface RightsOptions {
  /** The application's role. */
  readonly app: string
  readonly rights: Rights
  /** The schema of the tables of inbox and outbox. */
  readonly schema: string
  /** A newer release has set this database up and may run: only what is missing is given, and nothing taken away. */
  readonly isOlder: boolean
  readonly logger: Logger
}

/**
 * Makes the rights of the application those that are listed, in one transaction: gives what is missing, and takes away
 * what it and what everybody has besides. Where nothing has changed, nothing is written.
 *
 * @param client as the owner of the tables
 * @throws MessagingError `RIGHTS_MISSING` if a table is not listed; `RIGHTS_UNKNOWN`, `RIGHTS_APPEND_ONLY`
 */
export async function applyRights(client: pg.Client, options: RightsOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // Names come with their schemas, whatever the path was.
      await client.query(`BEGIN; SET LOCAL search_path = ''`)
      for (let round = 1; (await bringCloser(client, options)) && round < rounds; round++);
      await client.query('COMMIT')
      return
    } catch (error) {
      await client.query('ROLLBACK')
      if (attempt === attempts || !passing.has(sqlState(error) ?? '')) throw error
    }
  }
}

const attempts = 5
/** What only somebody else could take away is left to them. */
const rounds = 3
/** A partition was dropped meanwhile, or somebody else changed rights of the same table. */
const passing: ReadonlySet<string> = new Set(['42P01', '42883', 'XX000', '40P01'])

/** Whether anything was to be done. To take a right from a table takes it from its columns too, so it is asked again. */
async function bringCloser(client: pg.Client, options: RightsOptions): Promise<boolean> {
  const { app, rights, schema, isOlder, logger } = options
  const schemas = [...new Set(['public', schema])]
  const relations = await relationsIn(client, schemas)
  const routines = await routinesIn(client, schemas)
  const wanted = wantedRights({ rights, schema, relations, routines, isOlder })
  if (rights.unlisted !== 'left' && !isOlder) refuseUnlisted(wanted.unlisted)
  const granted = await grantedIn(client, schemas, app)
  const left = wanted.unlisted.flatMap(({ object, sequences }) =>
    [object, ...sequences].map(of => ` ON ${of}`),
  )
  const isLeft = (right: string) => left.some(end => right.endsWith(end))
  const statements = isOlder
    ? given(wanted.rights, granted, app)
    : [...taken(wanted.rights, granted, app, isLeft), ...given(wanted.rights, granted, app)]
  if (statements.length === 0) return false
  logger.debug({ statements }, 'rights of the application')
  await client.query(statements.join(';\n'))
  return true
}

const { escapeIdentifier: id } = pg

const given = (wanted: ReadonlySet<string>, granted: Granted, app: string) =>
  [...wanted].filter(right => !granted.app.has(right)).map(right => `GRANT ${right} TO ${id(app)}`)

const taken = (
  wanted: ReadonlySet<string>,
  granted: Granted,
  app: string,
  isLeft: (right: string) => boolean,
) => [
  ...[...granted.everyone].map(right => `REVOKE ${right} FROM PUBLIC`),
  ...[...granted.app]
    .filter(right => !wanted.has(right) && !isLeft(right))
    .map(right => `REVOKE ${right} FROM ${id(app)}`),
]

function refuseUnlisted(tables: readonly { readonly name: string }[]): void {
  if (tables.length === 0) return
  const names = tables.map(({ name }) => name)
  throw new MessagingError(
    'RIGHTS_MISSING',
    `The rights of the application do not say what it may do to ${names.join(', ')}: list each, with {} if nothing.`,
  )
}

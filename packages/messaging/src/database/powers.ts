import type { Logger } from 'pino'
import { MessagingError } from '../errors.ts'
import type { Tx } from '../types/statement.ts'
import { isMisplaced } from './pooler.ts'

/** What a role may do beside what it was given: each would make the rights of its tables a dead letter. */
const powersOf = `SELECT rolname AS name, array_remove(ARRAY[
    CASE WHEN rolsuper THEN 'is a superuser' END,
    CASE WHEN rolcreaterole THEN 'may make roles (CREATEROLE)' END,
    CASE WHEN rolbypassrls THEN 'passes by row security (BYPASSRLS)' END,
    CASE WHEN rolreplication THEN 'may read all by replication (REPLICATION)' END,
    CASE WHEN NOT rolsuper AND EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relname = 'outbox_packs'
      AND pg_has_role(rolname, relowner, 'MEMBER')) THEN 'owns the tables, or may become their owner' END
  ], NULL) AS powers FROM pg_roles WHERE rolname = current_user`

/**
 * Refuses the role of a connection that may do more than it was given: a service's own needs no such power, and who takes the
 * service over would have it.
 *
 * @throws MessagingError `ROLE_TOO_POWERFUL`
 */
export async function refusePowers(tx: Tx): Promise<void> {
  const { rows } = await tx.query<{ name: string; powers: string[] }>({ text: powersOf })
  const { name = '', powers = [] } = rows[0] ?? {}
  if (powers.length === 0) return
  throw new MessagingError(
    'ROLE_TOO_POWERFUL',
    `The role ${name} ${powers.join(', ')}: a service runs as a role that has no more than the rights it needs. Set-up makes one, <database>_app: name that in DATABASE_URL.`,
  )
}

/**
 * The same when a service starts. A database that is away is no reason not to start: its role is looked at when it comes
 * (`refusesPowers` of `createPool`).
 */
export async function refusePowersAtStart(tx: Tx, logger: Logger): Promise<void> {
  await refusePowers(tx).catch(error => {
    if (error instanceof MessagingError && error.code === 'ROLE_TOO_POWERFUL') throw error
    if (isMisplaced(error)) throw error
    logger.warn(
      { err: error },
      'what the role may do is not known yet: it is looked at when the database comes',
    )
  })
}

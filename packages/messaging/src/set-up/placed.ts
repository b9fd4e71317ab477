import { defaultSchema, searchPath } from '../database/session.ts'
import type { Migration } from './migration-files.ts'

/** A migration, and where what it makes is to be. */
export interface PlacedMigration extends Migration {
  /** Its search path: what it makes is made in the first of these schemas. */
  readonly path: string
  /** Whether it makes the tables of inbox and outbox. */
  readonly isOurs: boolean
}

/** What functions have in these files that run with the rights of their owner. */
const fixedPath = 'SET search_path = public,'

/**
 * The tables of inbox and outbox are made in `schema`, those of a service in `public`; each finds the other's. In a schema of
 * their own they are recorded under its name: what an earlier try has made elsewhere is not taken for them.
 */
export function placed(migration: Migration, schema: string): PlacedMigration {
  const isOurs = migration.namespace === 'messaging'
  if (schema === defaultSchema) return { ...migration, path: schema, isOurs }
  if (!isOurs) return { ...migration, path: `${defaultSchema},${schema}`, isOurs }
  const path = searchPath(schema)
  return {
    ...migration,
    namespace: `${schema}/${migration.namespace}`,
    name: `${schema}/${migration.name}`,
    sql: migration.sql.replaceAll(fixedPath, `SET search_path = ${path},`),
    path,
    isOurs,
  }
}

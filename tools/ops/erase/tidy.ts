import type { ClientBase } from 'pg'

/**
 * Frees what deleted rows took in their tables' files, and drops PostgreSQL's samples of who sent keys. The erasure is committed by
 * then, and stands whatever becomes of this.
 *
 * @returns why it could not be done, in PostgreSQL's words; undefined if it was
 */
export async function tidy(client: ClientBase, keys: boolean): Promise<string | undefined> {
  try {
    await client.query("SET lock_timeout = '2s'")
    await client.query('VACUUM customers')
    if (!keys) return undefined
    await client.query(forgetCallers)
    await client.query('VACUUM command_keys')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** The table's own samples are of all its partitions. */
const forgetCallers = `
  SELECT pg_clear_attribute_stats(nspname, relname, 'caller', relkind = 'p')
  FROM pg_partition_tree('command_keys') JOIN pg_class c ON c.oid = relid JOIN pg_namespace n ON n.oid = relnamespace`

import type pg from 'pg'

/** Settings that somebody may have for a database or a role, and that no statement of a service may notice. */
const ofDatabase: Readonly<Record<string, string>> = {
  datestyle: "'German, DMY'",
  intervalstyle: "'sql_standard'",
  bytea_output: "'escape'",
  extra_float_digits: '-10',
  search_path: "'nowhere'",
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  client_encoding: "'LATIN1'",
}
const ofRole: Readonly<Record<string, string>> = {
  timezone: "'Asia/Kathmandu'",
  default_transaction_isolation: "'serializable'",
  datestyle: "'SQL, DMY'",
}

/** Sets up a database and its roles as unlike the defaults as may be. For connections that begin afterwards. */
export async function setHostile(admin: pg.ClientBase | pg.Pool, database: string): Promise<void> {
  const roles = [`${database}_owner`, `${database}_app`]
  await admin.query(
    [
      ...Object.entries(ofDatabase).map(
        ([name, value]) => `ALTER DATABASE "${database}" SET ${name} = ${value}`,
      ),
      ...roles.flatMap(role =>
        Object.entries(ofRole).map(([name, value]) => `ALTER ROLE "${role}" SET ${name} = ${value}`),
      ),
    ].join(';'),
  )
}

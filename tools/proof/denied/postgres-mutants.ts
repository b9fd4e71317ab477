import pg from 'pg'
import { postgresUrl } from '../../dev/lib/endpoints.ts'
import type { Mutant } from './attempt.ts'

/** A protection of one database that two statements take away and give back. */
const inDatabase = (database: string, protection: string, take: string, giveBack: string): Mutant => ({
  protection,
  async take(system) {
    const run = async (text: string) => {
      const client = new pg.Client({ connectionString: postgresUrl(system.endpoints, database) })
      await client.connect()
      await client.query(text).finally(() => client.end())
    }
    await run(take)
    return { system, giveBack: () => run(giveBack) }
  },
})

/** A right that somebody has been given. */
const given = (database: string, protection: string, right: string, to: string) =>
  inDatabase(database, protection, `GRANT ${right} TO ${to}`, `REVOKE ${right} FROM ${to}`)

export const postgresMutants: readonly Mutant[] = [
  given('inventory', 'inventory changes no price', 'UPDATE (unit_price) ON products', 'inventory_app'),
  given('payments', 'payment deletes no balance', 'DELETE ON account_flows', 'payments_app'),
  given('orders', 'nobody else comes into orders', 'CONNECT ON DATABASE orders', 'PUBLIC'),
  given('shipping', 'a service does not become the owner', 'shipping_owner', 'shipping_app'),
  given('reporting', 'a service makes no tables', 'CREATE ON SCHEMA public', 'reporting_app'),
  given('reporting', 'nor temporary ones', 'TEMPORARY ON DATABASE reporting', 'PUBLIC'),
  given('orders', "functions of the owner are the owner's", 'EXECUTE ON FUNCTION inbox_first_id', 'PUBLIC'),
  inDatabase(
    'inventory',
    'no service is a superuser',
    'ALTER ROLE inventory_app SUPERUSER',
    'ALTER ROLE inventory_app NOSUPERUSER',
  ),
  inDatabase(
    'payments',
    'not even the owner changes the ledger',
    'ALTER TABLE ledger DISABLE TRIGGER append_only',
    'ALTER TABLE ledger ENABLE ALWAYS TRIGGER append_only',
  ),
]

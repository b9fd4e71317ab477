import pg from 'pg'

/** What business is in each database: the rest (inbox, outbox, migrations) is how it got there. */
const tables: Readonly<Record<string, readonly string[]>> = {
  orders: ['orders', 'command_keys'],
  inventory: ['products', 'reservations', 'adjustments', 'command_keys'],
  payments: ['ledger', 'account_flows', 'gateway_requests'],
  shipping: ['shipments'],
}

/** A fingerprint of each table's rows, times of change included. */
export async function businessState(postgresUrl: (database: string) => string): Promise<Map<string, string>> {
  const state = new Map<string, string>()
  for (const [database, names] of Object.entries(tables)) {
    const client = new pg.Client({ connectionString: postgresUrl(database), application_name: 'chaos' })
    await client.connect()
    try {
      for (const name of names) {
        const { rows } = await client.query<{ state: string }>(
          `SELECT count(*) || ' rows ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C"), '')) AS state
           FROM ${name} AS t`,
        )
        state.set(`${database}.${name}`, rows[0]?.state ?? '')
      }
    } finally {
      await client.end()
    }
  }
  return state
}

import pg from 'pg'

/** Rows of the last statement, each of which is one command, on a connection of its own. */
export async function answerOf(url: string, ...statements: readonly string[]): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let last: pg.QueryResult | undefined
    for (const statement of statements) last = await client.query(statement)
    return last?.rows ?? []
  } finally {
    await client.end()
  }
}

import type { ClientBase } from 'pg'
import type { Finding, Findings } from './types.ts'

/** How many findings of one invariant a report shows. */
export const maxShown = 20

/** The first rows of a query that yields `subject` and `detail`, and how many there are in all. */
export async function listed(client: ClientBase, query: string): Promise<Omit<Findings, 'checked'>> {
  const { rows } = await client.query<Finding & { violated: number }>(
    `SELECT subject, detail, (count(*) OVER ())::integer AS violated FROM (${query}) AS flaws LIMIT ${maxShown}`,
  )
  const found = rows.map(({ subject, detail }) => ({ subject, detail }))
  return { violated: rows[0]?.violated ?? 0, found }
}

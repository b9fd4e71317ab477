import { describe, MessagingError } from '../errors.ts'
import { connected } from '../set-up/connected.ts'
import type { Tables } from '../tables/store-of.ts'

/**
 * Holds the tables of a database to what a program's next statements need of them: `CREATE TABLE IF NOT EXISTS` leaves
 * an older table as it is. They are planned and not executed.
 *
 * @param url as the application, so that its rights are looked at too
 * @throws MessagingError `TABLE_DIFFERS`
 */
export async function checkTables(url: string, tables: Tables): Promise<void> {
  const all = Object.entries(tables)
  if (all.length === 0) return
  await connected(url, async client => {
    for (const [name, { statements }] of all) {
      for (const text of [statements.load, statements.insert, statements.update ?? []].flat()) {
        const values = Array.from({ length: new Set(text.match(/\$\d+/g)).size }, () => [])
        await client.query(`EXPLAIN ${text}`, values).catch(cause => {
          throw new MessagingError(
            'TABLE_DIFFERS',
            `The table of ${name} is not as the program describes it: ${describe(cause)}. Change it by a migration or an ALTER TABLE; with a folder of \`migrations\`, nothing else creates it.`,
            cause,
          )
        })
      }
    }
  })
}

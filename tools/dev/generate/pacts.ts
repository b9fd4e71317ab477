import { pairsStatedBy } from '../../proof/pacts/interactions.ts'
import { participants } from '../../proof/pacts/participants.ts'
import { tableOf } from '../../proof/pacts/table.ts'

const begin = '<!-- From the pacts: `npm run check -- --fix` writes it. -->\n\n'
const end = '\n\n<!-- The end of it. -->'

/**
 * The page about pacts with its table of who uses which fields as the pacts say it.
 *
 * @throws if the page has lost the marks between which the table stands
 */
export function withPactTable(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) {
    throw new Error(`docs/contracts/pact.md has no table between ${begin.trim()} and ${end.trim()}`)
  }
  const table = tableOf(participants.flatMap(consumer => pairsStatedBy(consumer, participants)))
  return page.slice(0, from + begin.length) + table + page.slice(to)
}

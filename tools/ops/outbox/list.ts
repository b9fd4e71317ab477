import { outboxFacts } from '@orderflow/messaging/outbox'
import { UsageError } from '../../dev/lib/args.ts'
import type { Work } from './outboxes.ts'
import { outboxTables } from './report.ts'

/** What waits in the outboxes, and why. */
export async function list({ args, ids, outboxes, output }: Work): Promise<number> {
  if (ids.length > 0) throw new UsageError('list takes no ids. To see a row, `outbox show ID`.')
  const found = await Promise.all(
    outboxes.of(args.service).map(async ({ service, pool }) => {
      return { service, ...(await outboxFacts(pool, { limit: args.limit })) }
    }),
  )
  output.say(outboxTables(found, new Date()))
  output.result({ outboxes: found })
  return 0
}

import { outboxRowFacts } from '@orderflow/messaging/outbox'
import { UsageError } from '../../dev/lib/args.ts'
import { rowOfId, type Work } from './outboxes.ts'
import { rowPage } from './report.ts'

/** One row in full, and why it waits. */
export async function show({ ids, outboxes, output }: Work): Promise<number> {
  const [id, ...more] = ids
  if (id === undefined || more.length > 0) throw new UsageError('Say which row: one id, see `outbox list`.')
  const { service, seq } = rowOfId(id)
  const [outbox] = outboxes.of(service)
  const row = outbox && (await outboxRowFacts(outbox.pool, seq))
  if (row === undefined) throw new UsageError(`There is no row ${id} in the outbox, or it was sent.`)
  output.say(rowPage(id, row))
  output.result({ id, service, ...row })
  return 0
}

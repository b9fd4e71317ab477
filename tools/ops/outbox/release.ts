import { type Chosen, type Released, releaseBlocked } from '@orderflow/messaging/outbox'
import { UsageError } from '../../dev/lib/args.ts'
import { rowOfId, type Work } from './outboxes.ts'

/** Lets the relays try again at once what they hold back. The status is 1 if nothing of it is held back. */
export async function release({ args, ids, outboxes, output }: Work): Promise<number> {
  const released: Released[] = []
  for (const { service, chosen } of chosenBy(args, ids)) {
    for (const { pool } of outboxes.of(service)) released.push(await releaseBlocked(pool, chosen))
  }
  const keys = released.reduce((sum, one) => sum + one.keys, 0)
  const topics = released.reduce((sum, one) => sum + one.topics, 0)
  const nothing = keys + topics === 0
  output.say(
    nothing ? 'Nothing of that is held back.' : `${keys} keys and ${topics} topics are tried again now.`,
  )
  output.result({ keys, topics })
  return nothing ? 1 : 0
}

/** Whose outbox, and what of it. */
function chosenBy(
  { service, topic, key, all }: Work['args'],
  ids: readonly string[],
): readonly { readonly service: string | undefined; readonly chosen: Chosen }[] {
  if ([ids.length > 0, topic !== undefined, all].filter(Boolean).length !== 1) {
    throw new UsageError('Say what to release: ids, or --topic with or without --key, or --all.')
  }
  if (key !== undefined && topic === undefined) throw new UsageError('--key goes with --topic.')
  if (topic !== undefined) return [{ service, chosen: { topic, key } }]
  if (all) return [{ service, chosen: { all: true } }]
  const rows = Map.groupBy(ids.map(rowOfId), row => row.service)
  return [...rows].map(([ofService, of]) => {
    return { service: ofService, chosen: { seqs: of.map(({ seq }) => seq) } }
  })
}

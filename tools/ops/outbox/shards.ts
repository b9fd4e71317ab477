import { maxShards } from '@orderflow/messaging/outbox'
import { changeShards } from '@orderflow/messaging/set-up'
import { UsageError } from '../../dev/lib/args.ts'
import type { Work } from './outboxes.ts'

/** Divides outboxes into so many shards. Relays rest for about two seconds meanwhile, and writers while what waits is moved. */
export async function shards({ args, ids, outboxes, output }: Work): Promise<number> {
  const [count = ''] = ids
  const wanted = /^\d{1,2}$/.test(count) ? Number(count) : 0
  if (ids.length !== 1 || wanted < 1 || wanted > maxShards) {
    throw new UsageError(`Say into how many shards: outbox shards N, with N from 1 to ${maxShards}.`)
  }
  const divided: { service: string; before: number; shards: number }[] = []
  for (const { service, url } of outboxes.of(args.service)) {
    const before = await changeShards(url, wanted)
    output.say(
      before === wanted ? `${service}: ${wanted} as before.` : `${service}: ${before} before, ${wanted} now.`,
    )
    divided.push({ service, before, shards: wanted })
  }
  output.result({ divided })
  return 0
}

import { releaseBlocked } from '@orderflow/messaging/outbox'
import type { Endpoints } from '../../dev/lib/endpoints.ts'
import { openOutboxes } from '../outbox/outboxes.ts'

/**
 * Lets the relays try these topics again at once; by themselves they do it at growing intervals, up to a minute.
 *
 * @returns whether every outbox could be reached
 */
export async function tryAgain(endpoints: Endpoints, topics: readonly string[]): Promise<boolean> {
  const outboxes = openOutboxes(endpoints)
  const released = outboxes
    .of(undefined)
    .flatMap(({ pool }) => topics.map(topic => releaseBlocked(pool, { topic })))
  const done = await Promise.allSettled(released)
  await outboxes.close()
  return done.every(({ status }) => status === 'fulfilled')
}

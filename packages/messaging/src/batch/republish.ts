import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { keepNew } from '../inbox/inbox.ts'
import { append } from '../outbox/append.ts'
import { assertSendable, type OutboxMessage } from '../outbox/outbox.ts'

/** An event of someone else's that is to lie on a topic as it is, under the id that it has. */
export interface Republished {
  /** A UUID: the event's own. */
  readonly id: string
  readonly message: OutboxMessage
}

/**
 * Publishes events through the outbox that a service did not make itself, each id once for ever: its id goes into the
 * inbox in the transaction that appends it.
 *
 * @returns the ids that were new; the others had been published before
 * @throws MessagingError `OUTBOX_ROW_TOO_LARGE` for an event that the broker would refuse; none is published then
 */
export async function republish(
  pool: Pool,
  consumer: string,
  events: readonly Republished[],
): Promise<ReadonlySet<string>> {
  for (const { message } of events) assertSendable(message)
  return await inTransaction(
    pool,
    tx =>
      keepNew(
        tx,
        consumer,
        events.map(({ id }) => id),
      ),
    fresh =>
      append(
        firstOfEachId(events)
          .filter(({ id }) => fresh.has(id))
          .map(({ message }) => message),
      ),
  )
}

const firstOfEachId = (events: readonly Republished[]): readonly Republished[] =>
  [...new Map(events.toReversed().map(event => [event.id, event])).values()].toReversed()

import type { DatabaseUnavailable } from '../database/errors.ts'
import type { Delivery, Outcome } from '../types/delivery.ts'

/** The result of a delivery that needs a row which another transaction holds. */
export const locked = { status: 'locked' } as const
export type Locked = typeof locked

/** What became of a delivery; with DatabaseUnavailable and Locked nothing is known to have happened. */
export type Result = Outcome | DatabaseUnavailable | Locked

/**
 * Applies a batch in one transaction, or in several if the database refuses it: one result per delivery, since a
 * part may be committed before the database goes away, and its callers must know. Never rejects.
 *
 * @param lockTimeoutMs how long its statements wait for a row that another transaction holds
 */
export type Apply = (deliveries: readonly Delivery[], lockTimeoutMs: number) => Promise<readonly Result[]>

/** How long a part of a batch waits for a lock that is known to be held by someone, in milliseconds. */
export const probeMs = 5

/** Messages of one key on one partition keep their order; other deliveries have none among each other. */
export function orderKeyOf({ origin }: Delivery): string | undefined {
  if (origin === undefined || origin.key === null) return undefined
  return `${origin.topic}/${origin.partition}/${origin.key.toString('latin1')}`
}

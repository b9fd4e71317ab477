import type { Erasure } from './erase.ts'

/** What was done, for people: what stays, and when the last trace is gone. */
export const receipt = ({ erasureId, orders, ordersWithId }: Erasure): readonly string[] => [
  `Erased. Keep the number of the erasure, without the customer's id beside it: ${erasureId}`,
  `${orders} ${orders === 1 ? 'order' : 'orders'} and their events stay, under a random pseudonym whose table had its only row deleted.`,
  'Backups, and the write-ahead log of the order database, have that row as long as you keep them; its bytes may lie in free space of the table’s file until others take their place.',
  'Who sent which Idempotency-Key cannot be read; the last digest is gone 30 hours from now, unless configured otherwise.',
  ...(ordersWithId === 0
    ? []
    : [
        `${ordersWithId} of the customer's orders are from before there were pseudonyms: they and their events have the id itself.`,
      ]),
]

import type { Erasure } from './erase.ts'

/**
 * What was done, for people: what stays, and when the last trace is gone.
 *
 * @param typed whether the id was an argument of the command
 */
export const receipt = (
  { erasureId, orders, ordersWithId, keys, untidied }: Erasure,
  typed: boolean,
): readonly string[] => [
  `Erased. Keep the number of the erasure, without the customer's id beside it: ${erasureId}`,
  `${orders} ${orders === 1 ? 'order and its events stay' : 'orders and their events stay'}, under a random pseudonym whose table had its only row deleted.`,
  'Backups, and the write-ahead log of the order database, have that row as long as you keep them; its bytes may lie in free space of the table’s file until others take their place.',
  ...(untidied === undefined
    ? []
    : [
        `That space could not be tidied (${untidied}): run VACUUM customers, command_keys in the order database.`,
      ]),
  ...(keys === 0
    ? []
    : [
        `${keys} ${keys === 1 ? 'Idempotency-Key' : 'Idempotency-Keys'} from before they were digests had the id, and ${keys === 1 ? 'was' : 'were'} deleted.`,
      ]),
  'Who sent which other Idempotency-Key cannot be read; the last digest is gone 30 hours from now, unless configured otherwise.',
  ...(ordersWithId === 0
    ? []
    : [
        `${ordersWithId} of the customer's orders ${ordersWithId === 1 ? 'is' : 'are'} from before there were pseudonyms: the id itself is in what is kept of ${ordersWithId === 1 ? 'it' : 'them'}.`,
      ]),
  ...(typed
    ? ['The shell’s history has the id that you typed, and npm’s debug log if npm ran this: delete it there.']
    : []),
]

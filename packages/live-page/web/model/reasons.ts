import { own } from '../lib/own.ts'

/** What a reason usually means, by its code: for who has to mend it. */
const known: Readonly<Record<string, string>> = {
  DECIDE_FAILED: "The service's rules failed on it: a bug, or a state that its table forbids.",
  DECISION_INVALID: "What the service's rules made of it is no event as its schema says: a bug.",
  SAVE_FAILED:
    'The database refused what was to be written: a constraint that the row breaks, or a key that its column cannot have.',
  READ_FAILED: 'What reads messages failed on it: a bug of ours.',
  BATCH_UNDECODABLE:
    'These are the bytes of a whole batch: a disk has altered them, or the codec is unknown.',
  TOPIC_UNKNOWN: "It lay on none of the service's topics.",
  SCHEMA_INVALID:
    'It is no event as its schema says: it comes from outside this system, or skipped the contracts.',
}

/** In a sentence, why a message is set aside. What has no sentence of its own is a message that nobody can read. */
export const meaningOf = (reason: string): string =>
  own(known, reason) ?? 'Nobody can read it: it comes from outside this system, or skipped the contracts.'

import { Type } from 'typebox'

/**
 * The schema of a sum of money in an answer: its digits as text, always, however small it is. A sum has no bound, and
 * a JSON number beyond 2^53 is another number for most who read it (RFC 8259, section 6). Single amounts are bounded by
 * their contracts, and stay numbers. Fill it with `String(bigint)`.
 */
export const exactInteger = (description: string) =>
  Type.String({
    description: `${description}; an integer as text, of any size`,
    pattern: '^(0|-?[1-9][0-9]*)$',
  })

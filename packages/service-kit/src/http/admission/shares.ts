/** Why something is not let in for its sender: there is no room, or the sender has more of it than is left to others. */
export type Refusal = 'full' | 'share'

/** How many times the room that is free one sender may hold. */
const eager = 8

/**
 * Whether one more of a sender gets in. Who holds much is refused while there is room for others: one sender alone takes
 * eight ninths of the room, two take eight seventeenths each, and many small ones all of it. Nobody has to be
 * known before they come. It is the dynamic threshold of shared-memory switches (Choudhury and Hahne, 1998).
 *
 * @param own what the sender holds
 * @param free the room that nobody holds
 */
export function refusalOf(own: number, free: number): Refusal | undefined {
  if (free < 1) return 'full'
  return own >= eager * free ? 'share' : undefined
}

import { shared } from '../../timing/bounded.ts'

/** A scrape has ten seconds by default; a database that hangs must not cost it the figures of everything else. */
const waitMs = 1_000

/**
 * For figures that are read when the metrics are asked for, such as a count in the database: what is returned reads
 * them, and is waited for a second at most; then, or if `read` rejects, the last figures stand. One reading at a
 * time, whoever asks: each gauge that it sets has it as its `collect`, or shows what was read at the scrape before.
 * Resolves with whether it was done in time; never rejects.
 */
export const whenScraped = (read: () => Promise<void>): (() => Promise<boolean>) =>
  shared(() => read().then(() => true), waitMs, false)

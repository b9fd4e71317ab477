import type { Publishes } from '@orderflow/events'

export { rights } from './rights.ts'

/** As the group of its own name it reads nothing: each target has a group, and reads what the configuration says. */
export const consumes = {} as const

/** What it takes from other stacks, in their name. */
export const publishes = { StockLow: [1] } as const satisfies Partial<Publishes>

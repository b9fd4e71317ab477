import { createPool as create, type PoolOptions } from '@orderflow/messaging/database'

/**
 * A pool whose statements look rows up by keys: plans that read whole tables are left to those that have no other way. A
 * plan that is made while a table is empty would stay in use for the first minutes of its growth.
 */
export const createPool = (options: PoolOptions) => create({ sequentialScans: false, ...options })

import { afterAll, beforeAll, describe } from 'vitest'
import { outages } from './faults/outages.suite.ts'
import { topicReplay } from './faults/topic-replay.suite.ts'
import { openShop, type Shop } from './shop.ts'

/** One system for both: each leaves it sound. */
let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.stop())

describe('a replay of its topics', () => topicReplay(() => shop))
describe('faults', () => outages(() => shop))

import type {
  DurationCount,
  EventCount,
  MinuteCount,
  OutcomeCount,
  PlacementCount,
  Revenue,
} from './domain/world.ts'
import { adderTo } from './sums.ts'

export const addEventCounts = adderTo<EventCount>({
  table: 'event_counts',
  keys: { type: 'text' },
  figures: { n: 'bigint' },
})
export const addOutcomes = adderTo<OutcomeCount>({
  table: 'outcomes',
  keys: { outcome: 'text', reason: 'text' },
  figures: { n: 'bigint' },
})
export const addRevenue = adderTo<Revenue>({
  table: 'revenue',
  keys: { currency: 'text' },
  figures: { captured: 'numeric', refunded: 'numeric' },
})
export const addMinutes = adderTo<MinuteCount>({
  table: 'minutes',
  keys: { minute: 'timestamptz' },
  figures: {
    ...{ created: 'bigint', completed: 'bigint', rejected: 'bigint', cancelled: 'bigint' },
    ...{ mispaid: 'bigint', misshipped: 'bigint' },
  },
})
export const addDurations = adderTo<DurationCount>({
  table: 'durations',
  keys: { ended: 'timestamptz', outcome: 'text', bucket: 'integer' },
  figures: { n: 'bigint' },
})
export const addPlacements = adderTo<PlacementCount>({
  table: 'placements',
  keys: { placed: 'timestamptz' },
  figures: { n: 'bigint' },
})

export { cloudEvent, type Encode, idFor, recordedAt } from './encode.ts'
export type { GoldenEvent } from './golden-event.ts'
export { exampleOf, missingGolden, recordGolden } from './record.ts'
export { type GoldenFlaw, verifyGolden } from './verify.ts'

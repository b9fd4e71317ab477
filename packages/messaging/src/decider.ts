export { Rows } from './batch/rows.ts'
export type {
  Decide,
  Decider,
  Decision,
  Emission,
  EventFacts,
  Ignored,
  Input,
  Trail,
  WorkingSet,
} from './types/decider.ts'
export type { Concluded, SetAside, Store } from './types/store.ts'

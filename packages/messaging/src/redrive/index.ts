export { type RedriveResult, redrive, redriveIn } from './redrive.ts'
export {
  countRedriven,
  inState,
  listRedrives,
  type Redrive,
  type RedriveEntry,
  type RedriveState,
  redrivesOf,
} from './store.ts'

export { type RedriveResult, redrive, redriveIn } from './redrive.ts'
export { countRedriven, type Redrive, redrivesOf } from './store.ts'

export { type Check, type Checks, readiness } from './readiness.ts'

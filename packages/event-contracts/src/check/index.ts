export { type Asked, type ContractsReport, checkContracts } from './check-contracts.ts'
export { ContractsError } from './contracts-error.ts'
export type { Places } from './places.ts'
export { reportLines } from './report.ts'

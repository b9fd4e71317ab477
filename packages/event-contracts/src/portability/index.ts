export { type Divergence, divergencesIn } from './check-schema.ts'

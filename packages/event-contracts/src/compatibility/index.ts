export { type ContractFiles, compareFiles, type FileRefusal } from './compare-files.ts'
export { compareSchemas } from './compare-schemas.ts'
export { type Exception, readExceptions, withExceptions } from './exceptions.ts'
export { type Breaks, type Refusal, refusalLine } from './refusal.ts'

export { drifted, type Folders, generate } from './generate.ts'
export { readSchemas, type SchemaFile } from './schema-files.ts'
export { inOurWords, textKeyword } from './validators.ts'

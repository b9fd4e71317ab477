export { faultLine, SchemaFaults } from './faults.ts'
export { checkGenerated, drifted, type Folders, type Format, generate, writeGenerated } from './generate.ts'
export { readSchemas, type SchemaFile } from './schema-files.ts'
export { inOurWords, textKeyword } from './validators.ts'

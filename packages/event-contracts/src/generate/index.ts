export { faultLine, SchemaFaults } from './faults.ts'
export { checkGenerated, type Folders, type Format, writeGenerated } from './generate.ts'
export { readSchemaFolder, type SchemaFile } from './schema-files.ts'
export { inOurWords, textKeyword } from './validators.ts'

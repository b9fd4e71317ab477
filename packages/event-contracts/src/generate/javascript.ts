import type { SchemaFile } from './schema-files.ts'
import { renderTypes } from './types.ts'
import { renderSchemas, validatorImports, validatorTable } from './typescript.ts'
import { renderValidators, type Thoroughness } from './validators.ts'

/** JavaScript, with its types beside it: for whoever writes JavaScript, or compiles TypeScript. */
export async function renderJavaScript(
  files: readonly SchemaFile[],
  from: string,
): Promise<Map<string, string>> {
  return new Map([
    ['types.d.ts', await renderTypes(files)],
    ['schemas.js', renderSchemas(files)],
    ['schemas.d.ts', declared('schemas', 'object')],
    ['quick.js', validatorModule(files, 'quick', from)],
    ['quick.d.ts', validatorTypes('quick', from)],
    ['thorough.js', validatorModule(files, 'thorough', from)],
    ['thorough.d.ts', validatorTypes('thorough', from)],
    ['versions.js', renderVersions(files)],
    ['versions.d.ts', versionTypes(files, from)],
  ])
}

const declared = (name: string, type: string) =>
  `import type { DataByTopic } from './types.js'\n\nexport declare const ${name}: Readonly<Record<keyof DataByTopic, ${type}>>\n`

const validatorTypes = (name: Thoroughness, from: string) =>
  `import type { Validator } from '${from}/runtime'\n${declared(name, 'Validator')}`

function validatorModule(files: readonly SchemaFile[], thoroughness: Thoroughness, from: string): string {
  const validators = renderValidators(files, thoroughness)
  const table = `export const ${thoroughness} = ${validatorTable(files)}\n`
  return `${validatorImports(validators, from, [])}\n${validators.code}\n${table}`
}

function renderVersions(files: readonly SchemaFile[]): string {
  const rows = files.map(
    ({ topic }) =>
      `  '${topic}': {\n    topic: '${topic}',\n    schema: schemas['${topic}'],\n    quick: quick['${topic}'],\n    thorough: thorough['${topic}'],\n  },\n`,
  )
  return `import { quick } from './quick.js'
import { schemas } from './schemas.js'
import { thorough } from './thorough.js'

/** Every version of every event, by its topic: what a row of \`defineEvents\` begins with. */
export const versions = {
${rows.join('')}}
`
}

function versionTypes(files: readonly SchemaFile[], from: string): string {
  const rows = files.map(({ topic }) => `  readonly '${topic}': Version<'${topic}'>\n`)
  return `import type { Schema } from '${from}'
import type { Validator } from '${from}/runtime'
import type { DataByTopic } from './types.js'

interface Version<Topic extends keyof DataByTopic> {
  readonly topic: Topic
  readonly schema: Schema<DataByTopic[Topic]>
  readonly quick: Validator
  readonly thorough: Validator
}

export declare const versions: {
${rows.join('')}}
`
}

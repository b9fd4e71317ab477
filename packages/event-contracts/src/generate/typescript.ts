import type { SchemaFile } from './schema-files.ts'
import { renderTypes } from './types.ts'
import { renderValidators, type Thoroughness, type ValidatorCode } from './validators.ts'

/** TypeScript as Node runs it without a build. The same schemas always give the same text. */
export async function renderTypeScript(
  files: readonly SchemaFile[],
  from: string,
): Promise<Map<string, string>> {
  return new Map([
    ['schemas.ts', renderSchemas(files)],
    ['versions.ts', renderVersions(files, from)],
    ['types.ts', await renderTypes(files)],
    ['quick.ts', validatorModule(files, 'quick', from)],
    ['thorough.ts', validatorModule(files, 'thorough', from)],
  ])
}

export function renderSchemas(files: readonly SchemaFile[]): string {
  const byTopic = Object.fromEntries(files.map(({ topic, schema }) => [topic, schema]))
  return `\n/** Every schema, by its topic. */\nexport const schemas = ${JSON.stringify(byTopic, null, 2)}\n`
}

/** What a row of `defineEvents` begins with: each version's topic, its schema with the type of its data, its validators. */
function renderVersions(files: readonly SchemaFile[], from: string): string {
  const rows = files.map(({ topic, typeName }) =>
    [
      `  '${topic}': {`,
      `    topic: '${topic}',`,
      `    schema: schemas['${topic}'] as Schema<${typeName}>,`,
      `    quick: quick['${topic}'],`,
      `    thorough: thorough['${topic}'],`,
      '  },\n',
    ].join('\n'),
  )
  return `import type { Schema } from '${from}'
import { quick } from './quick.ts'
import { schemas } from './schemas.ts'
import { thorough } from './thorough.ts'
import type {
${files.map(({ typeName }) => `  ${typeName},\n`).join('')}} from './types.ts'

/** Every version of every event, by its topic: what a row of \`defineEvents\` begins with. */
export const versions = {
${rows.join('')}} as const
`
}

function validatorModule(files: readonly SchemaFile[], thoroughness: Thoroughness, from: string): string {
  const validators = renderValidators(files, thoroughness)
  return [
    '// @ts-nocheck: JavaScript, as ajv writes it.\n',
    validatorImports(validators, from, ['type Validator']),
    `import type { DataByTopic } from './types.ts'\n\n`,
    validators.code,
    `\nexport const ${thoroughness}: Readonly<Record<keyof DataByTopic, Validator>> = ${validatorTable(files)}\n`,
  ].join('')
}

/** What the validators need; formats beyond times come from where ajv-formats is. */
export function validatorImports(
  { runtime, needsFormats }: ValidatorCode,
  from: string,
  types: readonly string[],
): string {
  const formats = needsFormats ? `import { formats } from '${from}/formats'\n` : ''
  const names = [...(needsFormats ? [] : ['formats']), ...runtime].sort()
  return `${formats}import { ${[...names, ...types].join(', ')} } from '${from}/runtime'\n`
}

export const validatorTable = (files: readonly SchemaFile[]): string =>
  `{\n${files.map(({ topic, typeName }) => `  '${topic}': ${typeName},\n`).join('')}}`

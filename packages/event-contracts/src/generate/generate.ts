import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compile } from 'json-schema-to-typescript'
import { readSchemas, type SchemaFile } from './schema-files.ts'
import { renderValidators } from './validators.ts'

/** Where the generator reads and writes. */
export interface Folders {
  /** The schemas: `<domain>/<event>.v<N>.json` in it. */
  readonly schemas: string
  /** Of the generated files, and nothing else. */
  readonly output: string
  /** What to run when the schemas have changed; the head of each file says it. */
  readonly command?: string
}

/** The generated files, path to text. The same schemas always give the same text. */
async function render({
  schemas,
  output,
  command = 'event-contracts generate',
}: Folders): Promise<Map<string, string>> {
  const files = await readSchemas(schemas)
  const banner = `// Generated from schemas/: do not edit, run \`${command}\`.\n`
  return new Map([
    [join(output, 'schemas.ts'), `${banner}${renderSchemas(files)}`],
    [join(output, 'versions.ts'), `${banner}${renderVersions(files)}`],
    [join(output, 'types.ts'), `${banner}${await renderTypes(files)}`],
    [join(output, 'quick.ts'), `${banner}${renderValidators(files, 'quick')}`],
    [join(output, 'thorough.ts'), `${banner}${renderValidators(files, 'thorough')}`],
  ])
}

function renderSchemas(files: readonly SchemaFile[]): string {
  const byTopic = Object.fromEntries(files.map(({ topic, schema }) => [topic, schema]))
  return `\n/** Every schema, by its topic. */\nexport const schemas = ${JSON.stringify(byTopic, null, 2)}\n`
}

/** What a row of `defineEvents` begins with: each version's topic, its schema with the type of its data, its validators. */
function renderVersions(files: readonly SchemaFile[]): string {
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
  return `import type { Schema } from '@orderflow/event-contracts'
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

async function renderTypes(files: readonly SchemaFile[]): Promise<string> {
  const interfaces = await Promise.all(files.map(renderInterface))
  const rows = files.map(({ topic, typeName }) => `  readonly '${topic}': ${typeName}\n`).join('')
  return `\n${interfaces.join('\n')}\n/** The data of every event version, by its topic. */\nexport interface DataByTopic {\n${rows}}\n`
}

/** Unknown fields are allowed on the wire but not typed: what is not in the schema cannot be relied on. */
async function renderInterface({ schema, typeName }: SchemaFile): Promise<string> {
  const text = await compile({ ...schema, title: typeName }, typeName, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return readonly(text)
}

/** Marks properties, and the arrays of objects that they hold, as readonly; relies on the formatter's indents. */
function readonly(text: string): string {
  return text
    .replace(/^( +)(\w+\??): \{\n([\s\S]*?)\n\1\}\[\]$/gm, '$1$2: readonly {\n$3\n$1}[]')
    .replace(/^( +)(\w+\??: )/gm, '$1readonly $2')
}

/** The generated files whose text on disk is not what the schemas give: path to the text that they should have. */
async function stale(folders: Folders): Promise<[path: string, text: string][]> {
  const files = [...(await render(folders))]
  const onDisk = await Promise.all(files.map(([path]) => readFile(path, 'utf8').catch(() => undefined)))
  return files.filter(([, text], n) => text !== onDisk[n])
}

/** The paths of the generated files that have drifted from the schemas. Writes nothing. */
export async function drifted(folders: Folders): Promise<string[]> {
  return (await stale(folders)).map(([path]) => path)
}

/** Writes the generated files that have drifted, and returns their paths. */
export async function generate(folders: Folders): Promise<string[]> {
  const files = await stale(folders)
  await mkdir(folders.output, { recursive: true })
  await Promise.all(files.map(([path, text]) => writeFile(path, text)))
  return files.map(([path]) => path)
}

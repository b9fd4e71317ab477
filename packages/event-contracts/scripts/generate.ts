import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'
import { readSchemas, type SchemaFile } from './schema-files.ts'
import { renderValidators } from './validators.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const generatedFolder = fileURLToPath(new URL('../src/generated/', import.meta.url))
const banner = '// Generated from schemas/: do not edit, run `npm run check -- --fix`.\n'

/** The generated files, path to text. The same schemas always give the same text. */
async function render(): Promise<Map<string, string>> {
  const files = await readSchemas()
  return new Map([
    [`${generatedFolder}schemas.ts`, renderSchemas(files)],
    [`${generatedFolder}types.ts`, await renderTypes(files)],
    [`${generatedFolder}quick.ts`, `${banner}${renderValidators(files, 'quick')}`],
    [`${generatedFolder}thorough.ts`, `${banner}${renderValidators(files, 'thorough')}`],
  ])
}

function renderSchemas(files: readonly SchemaFile[]): string {
  const byTopic = Object.fromEntries(files.map(({ topic, schema }) => [topic, schema]))
  return `${banner}\n/** Every schema, by its topic. */\nexport const schemas = ${JSON.stringify(byTopic, null, 2)} as const\n`
}

async function renderTypes(files: readonly SchemaFile[]): Promise<string> {
  const interfaces = await Promise.all(files.map(renderInterface))
  const rows = files.map(({ topic, typeName }) => `  readonly '${topic}': ${typeName}\n`).join('')
  return `${banner}\n${interfaces.join('\n')}\n/** The data of every event version, by its topic. */\nexport interface DataByTopic {\n${rows}}\n`
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
async function stale(): Promise<[path: string, text: string][]> {
  const files = [...(await render())]
  const onDisk = await Promise.all(files.map(([path]) => readFile(path, 'utf8').catch(() => undefined)))
  return files.filter(([, text], n) => text !== onDisk[n])
}

/** Names, relative to the repository, the generated files that have drifted from the schemas. Writes nothing. */
export async function drifted(): Promise<string[]> {
  return (await stale()).map(([path]) => relative(root, path))
}

/** Writes the generated files that have drifted, and names them as `drifted` does. */
export async function generate(): Promise<string[]> {
  const files = await stale()
  await mkdir(generatedFolder, { recursive: true })
  await Promise.all(files.map(([path, text]) => writeFile(path, text)))
  return files.map(([path]) => relative(root, path))
}

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { renderJavaScript } from './javascript.ts'
import { readSchemaFolder } from './schema-files.ts'
import { renderTypeScript } from './typescript.ts'

/** Where the generator reads and writes, and what it writes. */
export interface Folders {
  /** The schemas: `<event>.v<N>.json`, in whatever folders. */
  readonly schemas: string
  /** Of the generated files, and nothing else. */
  readonly output: string
  /** What to run when the schemas have changed; the head of each file says it. */
  readonly command?: string
  /** TypeScript that Node runs as it is, which is what is written if not said otherwise, or JavaScript with its types. */
  readonly format?: Format
  /** By which name the generated files import this package; its own if not given. */
  readonly from?: string
}

export type Format = 'ts' | 'js'

/** What a run found out. */
export interface Generated {
  /** Paths of the files that had drifted from the schemas. */
  readonly paths: readonly string[]
  /** Files among the schemas that are no events and to which none refers. */
  readonly unused: readonly string[]
}

/** The text of each file by its name. */
type Render = typeof renderTypeScript
const renders: Readonly<Record<Format, Render>> = { ts: renderTypeScript, js: renderJavaScript }

/** The generated files whose text on disk is not what the schemas give: path to the text that they should have. */
async function stale({ schemas, output, format = 'ts', ...options }: Folders) {
  const { command = 'event-contracts generate', from = '@orderflow/event-contracts' } = options
  const { events, unused } = await readSchemaFolder(schemas)
  const banner = `// Generated from ${basename(schemas)}/: do not edit, run \`${command}\`.\n`
  const rendered = await renders[format](events, from)
  const files = [...rendered].map(([name, text]) => [join(output, name), `${banner}${text}`] as const)
  const onDisk = await Promise.all(files.map(([path]) => readFile(path, 'utf8').catch(() => undefined)))
  return { files: files.filter(([, text], n) => text !== onDisk[n]), unused }
}

/**
 * What has drifted from the schemas. Writes nothing.
 *
 * @throws SchemaFaults with all that is wrong with them
 */
export async function checkGenerated(folders: Folders): Promise<Generated> {
  const { files, unused } = await stale(folders)
  return { paths: files.map(([path]) => path), unused }
}

/** Writes what has drifted, and names it. Throws as `checkGenerated` does. */
export async function writeGenerated(folders: Folders): Promise<Generated> {
  const { files, unused } = await stale(folders)
  await mkdir(folders.output, { recursive: true })
  await Promise.all(files.map(([path, text]) => writeFile(path, text)))
  return { paths: files.map(([path]) => path), unused }
}

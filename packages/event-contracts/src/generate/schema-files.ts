import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JSONSchema4 } from 'json-schema'

/** One schema file: `order/created.v1.json` is the topic `order.created.v1` and the type `OrderCreatedV1`. */
export interface SchemaFile {
  readonly topic: string
  readonly typeName: string
  readonly schema: JSONSchema4
}

/**
 * Reads every schema of a folder, in the order of their paths.
 * Throws `SCHEMA_FILE_INVALID` when a file's name, `$id` or title do not agree.
 */
export async function readSchemas(folder: string): Promise<SchemaFile[]> {
  const paths = (await readdir(folder, { recursive: true })).filter(path => path.endsWith('.json'))
  const files = paths.map(path => path.replaceAll('\\', '/')).sort()
  return Promise.all(files.map(async path => parseSchema(path, await readFile(join(folder, path), 'utf8'))))
}

/** `path` is relative to the schemas folder. */
function parseSchema(path: string, text: string): SchemaFile {
  const schema: JSONSchema4 = JSON.parse(text)
  const [, domain, event, version] = /^([a-z]+)\/([a-z-]+)\.v([1-9]\d*)\.json$/.exec(path) ?? []
  const topic = `${domain}.${event}.v${version}`
  const namespace = /^urn:[a-z0-9-]+:/.exec(schema.$id ?? '')?.[0]
  if (!event || schema.$id !== `${namespace}${topic}` || !/^[A-Z][A-Za-z]+$/.test(schema.title ?? '')) {
    throw new Error(
      `SCHEMA_FILE_INVALID: schemas/${path} must be named <domain>/<event>.v<N>.json, ` +
        'have the $id urn:<namespace>:<domain>.<event>.v<N>, and a title that is the event type in PascalCase',
    )
  }
  return { topic, typeName: `${schema.title}V${version}`, schema }
}

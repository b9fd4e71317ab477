import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JSONSchema4 } from 'json-schema'
import { type Documents, link } from '../compatibility/documents.ts'
import { isObject, type JsonObject } from '../compatibility/json.ts'
import { type Dialect, dialectOf } from '../dialects.ts'
import { bundled } from './bundle.ts'
import { faultsOf } from './check-schema.ts'
import { type Fault, faultLine, SchemaFaults } from './faults.ts'
import { eventNameOf, isTopic, pascalOf } from './names.ts'

/** One event version: `order/created.v1.json` is the topic `order.created.v1` and the type `OrderCreatedV1`. */
export interface SchemaFile {
  /** From the folder of the schemas. */
  readonly path: string
  readonly topic: string
  /** The schema's title in PascalCase, or of its path without one, and the version. */
  readonly typeName: string
  readonly dialect: Dialect
  /** What its `$ref`s lead to in other files is in its own definitions. */
  readonly schema: JSONSchema4
}

/** What is in a folder of schemas. */
export interface SchemaFolder {
  /** In the order of their paths. */
  readonly events: readonly SchemaFile[]
  /** Files that are no events, as their names do not end in `.v<N>.json`, and to which none refers. */
  readonly unused: readonly string[]
}

/**
 * Reads every event version of a folder, and names what else is there.
 *
 * @throws SchemaFaults with all that is wrong
 */
export async function readSchemaFolder(folder: string): Promise<SchemaFolder> {
  const texts = await readTexts(folder)
  const faults: Fault[] = []
  const parsed = new Map([...texts].flatMap(([path, text]) => parse(path, text, faults)))
  const documents = link(parsed)
  const events = [...parsed.keys()].flatMap(path => eventOf(path, parsed, documents, faults))
  if (events.length === 0 && faults.length === 0) {
    const sentence = 'has no events: name their files <event>.v<N>.json, such as order/created.v1.json'
    faults.push({ code: 'SCHEMAS_NONE', file: folder, pointer: '', sentence })
  }
  const used = new Map(
    events.flatMap(({ event, files }) => files.map(file => [`${file} ${event.dialect}`, { file, event }])),
  )
  for (const { file, event } of used.values()) {
    faults.push(...faultsOf(file, parsed.get(file) as JsonObject, documents, event.dialect))
  }
  faults.push(...taken(events))
  const distinct = new Map(faults.map(fault => [faultLine(fault), inFolder(folder, fault)]))
  if (distinct.size > 0) throw new SchemaFaults([...distinct.values()])
  return {
    events: events.map(({ event }) => event),
    unused: [...parsed.keys()].filter(path => !events.some(({ files }) => files.includes(path))),
  }
}

/** The texts of all JSON files. */
async function readTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const sentence = `is no folder that can be read: ${cause.code}`
    throw new SchemaFaults([{ code: 'SCHEMAS_NONE', file: folder, pointer: '', sentence }], { cause })
  })
  const paths = names.map(name => name.replaceAll('\\', '/')).filter(name => name.endsWith('.json'))
  const read = paths.sort().map(async path => [path, await readFile(join(folder, path), 'utf8')] as const)
  return new Map(await Promise.all(read))
}

function parse(path: string, text: string, faults: Fault[]): [string, unknown][] {
  const refuse = (code: string, sentence: string) => {
    // Whatever lies beside the schemas may be as it is.
    if (eventNameOf(path)) faults.push({ code, file: path, pointer: '', sentence })
    return []
  }
  try {
    const schema: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return isObject(schema) ? [[path, schema]] : refuse('SCHEMA_INVALID', 'is to be a JSON object')
  } catch (error) {
    return refuse('SCHEMA_NOT_JSON', `is not JSON: ${(error as Error).message}`)
  }
}

interface Read {
  readonly event: SchemaFile
  /** With those that it refers to. */
  readonly files: readonly string[]
}

function eventOf(
  path: string,
  parsed: ReadonlyMap<string, unknown>,
  documents: Documents,
  faults: Fault[],
): Read[] {
  const name = eventNameOf(path)
  if (name === undefined) return []
  const schema = parsed.get(path) as JsonObject
  const fault = (pointer: string, sentence: string): Read[] => {
    faults.push({ code: 'SCHEMA_FILE_INVALID', file: path, pointer, sentence })
    return []
  }
  if (!isTopic(name.topic)) {
    return fault(
      '',
      `gives the topic ${JSON.stringify(name.topic)}: Kafka takes letters, digits, dots, hyphens and underscores`,
    )
  }
  const [, named] = /^urn:[^:]+:(.+\.v\d+)$/.exec(String(schema.$id ?? '')) ?? []
  if (named !== undefined && named !== name.topic) {
    return fault('/$id', `names the topic ${named}, but the file's path gives ${name.topic}: make them one`)
  }
  const type = pascalOf(typeof schema.title === 'string' ? schema.title : '') || name.pascal
  if (type === '') return fault('/title', 'is to give the event a name of letters, such as OrderCreated')
  const { schema: whole, files } = bundled(path, documents, parsed)
  const typeName = `${type}V${name.version}`
  const dialect = dialectOf(schema.$schema) ?? 'draft-07'
  return [{ event: { path, topic: name.topic, typeName, dialect, schema: whole as JSONSchema4 }, files }]
}

/** What two files cannot both be. */
function taken(events: readonly Read[]): Fault[] {
  const uses = { TOPIC_TWICE: 'topic', TYPE_TWICE: 'type', ID_TWICE: '$id' } as const
  return Object.entries(uses).flatMap(([code, what]) => {
    const by = new Map<string, string>()
    return events.flatMap(({ event }): Fault[] => {
      const { path, topic, typeName, schema } = event
      const value = what === 'topic' ? topic : what === 'type' ? typeName : String(schema.$id ?? path)
      const other = by.get(value)
      by.set(value, path)
      if (other === undefined) return []
      const remedy = what === 'type' ? 'give one of them another title' : 'give one of them another'
      return [
        { code, file: path, pointer: '', sentence: `has the ${what} ${value}, as has ${other}: ${remedy}` },
      ]
    })
  })
}

const inFolder = (folder: string, fault: Fault): Fault =>
  fault.file === folder ? fault : { ...fault, file: join(folder, fault.file) }

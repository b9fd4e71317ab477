import { STATUS_CODES } from 'node:http'
import { problemMediaType } from '../problem.ts'
import { printable, printableElsewhere } from '../strings.ts'
import { headersOf } from './answers.ts'
import { capital } from './operation.ts'

type Json = Record<string, unknown>

interface Content {
  description?: string
  content?: Record<string, { schema?: Json }>
}
interface Operation {
  readonly operationId: string
  requestBody?: Content
  responses: Record<string, Content>
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  components?: Json
}

/**
 * The document with each schema once, under `components`: those that have a name as their `title`, wherever they are; the
 * bodies of requests and of answers by their operation; and each refusal.
 */
export function withComponents<Of extends object>(found: Of): Of {
  const document = readElsewhere(found) as Of & Document
  const schemas: Record<string, Json> = {}
  const responses: Record<string, Json> = {}

  function named(name: string, schema: Json): Json {
    const known = schemas[name]
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`Two schemas are named ${name}: give each its own title.`)
    schemas[name] = schema
    return { $ref: `#/components/schemas/${name}` }
  }

  function hoisted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hoisted)
    if (typeof value !== 'object' || value === null) return value
    const { title, ...schema } = Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, hoisted(member)]),
    )
    if (typeof title !== 'string') return title === undefined ? schema : { title, ...schema }
    return named(title, schema)
  }

  function bodyOf(body: Content | undefined, name: string): void {
    for (const media of Object.values(body?.content ?? {})) {
      if (media.schema === undefined) continue
      const schema = hoisted(media.schema) as Json
      media.schema = schema.type === 'object' || schema.anyOf ? named(name, schema) : schema
    }
  }

  function refusal(status: string, response: Content): Json {
    const name = capital(STATUS_CODES[status] ?? status)
    const header = headersOf[Number(status)]
    bodyOf(response, name)
    responses[name] = {
      ...response,
      ...(header && { headers: { [header]: { schema: { type: 'string' } } } }),
    }
    return { $ref: `#/components/responses/${name}` }
  }

  for (const operation of Object.values(document.paths).flatMap(path => Object.values(path))) {
    const name = capital(operation.operationId)
    bodyOf(operation.requestBody, `${name}Request`)
    for (const [status, response] of Object.entries(operation.responses)) {
      response.description = STATUS_CODES[status] ?? status // else OpenAPI's library writes "Default Response"
      if (response.content?.[problemMediaType] !== undefined)
        operation.responses[status] = refusal(status, response)
      else bodyOf(response, `${name}Response`)
    }
  }
  document.components = { ...document.components, schemas, responses }
  return document
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1)

/** The document with patterns that programs in other languages can read. */
const readElsewhere = (document: object): object =>
  JSON.parse(JSON.stringify(document).replaceAll(inJson(printable), inJson(printableElsewhere)))

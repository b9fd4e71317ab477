import type { Ajv } from 'ajv'
import type { Documents } from '../compatibility/documents.ts'
import { isArray, isObject, type Json, type JsonObject, own, pointerTo } from '../compatibility/json.ts'
import { holders, identifiers, schemaKeywords, schemaMaps } from '../compatibility/keywords.ts'
import { createAjv, type Dialect, dialectOf } from '../dialects.ts'
import { formats } from '../formats.ts'
import type { Fault } from './faults.ts'

const ajvs = new Map<Dialect, Ajv>()

function ajvOf(dialect: Dialect): Ajv {
  const ajv = ajvs.get(dialect) ?? createAjv(dialect, { allErrors: true, logger: false })
  ajvs.set(dialect, ajv)
  return ajv
}

/**
 * What in a schema file no validator can be made of, each with its place. A keyword that the dialect does not know is a
 * slip of the pen: what is written there would hold nobody to anything.
 * @param dialect of the event, which that of a file that it refers to has to be
 */
export function faultsOf(file: string, schema: JsonObject, documents: Documents, dialect: Dialect): Fault[] {
  const at = (pointer: string, code: string, sentence: string): Fault => ({ code, file, pointer, sentence })
  const linked = documents.schemas.get(file)
  if (linked === undefined)
    return [
      at('', 'SCHEMA_INVALID', 'is nested more than a hundred levels deep: write it flatter, with $refs'),
    ]
  const stated = schema.$schema === undefined ? dialect : dialectOf(schema.$schema)
  if (stated === undefined) {
    return [
      at(
        '/$schema',
        'SCHEMA_DIALECT_UNKNOWN',
        'is none of draft-07, 2019-09 and 2020-12: name one of these, such as https://json-schema.org/draft/2020-12/schema',
      ),
    ]
  }
  if (stated !== dialect) {
    const sentence = `is ${stated}, but an event of ${dialect} refers to the file: write both in one`
    return [at('/$schema', 'SCHEMA_DIALECT_MIXED', sentence)]
  }
  const ajv = ajvOf(dialect)
  const wellFormed = ajv.validateSchema({ ...schema, $schema: undefined } as object)
  if (!wellFormed) {
    const [first] = ajv.errors ?? []
    return [
      at(first?.instancePath ?? '', 'SCHEMA_INVALID', `${first?.message ?? 'is no schema'}, says ${dialect}`),
    ]
  }
  return faultsWithin(schema, linked as JsonObject, '')

  function faultsWithin(value: Json, link: Json | undefined, pointer: string): Fault[] {
    if (isArray(value)) {
      return value.flatMap((part, n) => faultsWithin(part, (link as Json[])[n], pointerTo(pointer, n)))
    }
    if (!isObject(value)) return []
    return Object.entries(value).flatMap(([keyword, member]) => {
      const place = pointerTo(pointer, keyword)
      const linkedMember = own(link as JsonObject, keyword)
      const fault = faultOf(keyword, member, linkedMember)
      if (fault) return [at(place, ...fault)]
      if (schemaKeywords.has(keyword)) return faultsWithin(member, linkedMember, place)
      if (!isObject(member) || !(schemaMaps.has(keyword) || holders.has(keyword))) return []
      return Object.entries(member).flatMap(([name, part]) =>
        isArray(part)
          ? []
          : faultsWithin(part, own(linkedMember as JsonObject, name), pointerTo(place, name)),
      )
    })
  }

  function faultOf(
    keyword: string,
    value: Json,
    linkedValue: Json | undefined,
  ): [code: string, sentence: string] | undefined {
    if (keyword === '$dynamicRef' || keyword === '$recursiveRef') {
      return ['SCHEMA_REF_DYNAMIC', 'leads to one place or another, depending on who refers: write a $ref']
    }
    if (keyword === '$ref' && documents.at(String(linkedValue)) === undefined) {
      return [
        'SCHEMA_REF_UNKNOWN',
        `${JSON.stringify(value)} leads to no schema here: put the file into the folder, or mend the path`,
      ]
    }
    if (keyword === 'format' && !Object.hasOwn(formats, String(value))) {
      return ['SCHEMA_FORMAT_UNKNOWN', `${JSON.stringify(value)} is no format that is known: use a pattern`]
    }
    if (keyword === 'pattern' || keyword === 'patternProperties') {
      const why = [keyword === 'pattern' ? [String(value)] : Object.keys(value as JsonObject)]
        .flat()
        .flatMap(complaintOf)[0]
      return why === undefined ? undefined : ['SCHEMA_PATTERN_INVALID', why]
    }
    if (keyword.startsWith('x-') || identifiers.has(keyword) || Object.hasOwn(ajv.RULES.keywords, keyword))
      return undefined
    return [
      'SCHEMA_KEYWORD_UNKNOWN',
      `is no keyword of ${dialect}: write it right, or begin it with x- if it is a note`,
    ]
  }
}

function complaintOf(pattern: string): string[] {
  try {
    new RegExp(pattern, 'u')
    return []
  } catch (error) {
    return [`${(error as Error).message} (patterns are read with JavaScript's flag u)`]
  }
}

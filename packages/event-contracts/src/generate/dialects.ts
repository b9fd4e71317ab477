import { Ajv, type Options } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** The drafts of JSON Schema that validators are generated for. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12'

const dialects: Readonly<Record<string, Dialect>> = {
  'http://json-schema.org/draft-07/schema': 'draft-07',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
}

/** The dialect that a schema's `$schema` names, draft-07 without one; undefined for any other. */
export function dialectOf($schema: unknown): Dialect | undefined {
  if ($schema === undefined) return 'draft-07'
  const uri = String($schema)
    .replace(/#$/, '')
    .replace('https://json-schema.org/draft-07/', 'http://json-schema.org/draft-07/')
  return Object.hasOwn(dialects, uri) ? dialects[uri] : undefined
}

/** An ajv for a dialect. The three classes have one interface. */
export function createAjv(dialect: Dialect, options: Options): Ajv {
  if (dialect === '2020-12') return new Ajv2020(options) as unknown as Ajv
  return dialect === '2019-09' ? (new Ajv2019(options) as unknown as Ajv) : new Ajv(options)
}

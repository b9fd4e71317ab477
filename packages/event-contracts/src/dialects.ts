import { createRequire } from 'node:module'
import type { Ajv, Options } from 'ajv'

const require = createRequire(import.meta.url)

/** The drafts of JSON Schema that validators are made for. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12'

const dialects: Readonly<Record<string, Dialect>> = {
  'http://json-schema.org/draft-07/schema': 'draft-07',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
}

const modules: Readonly<Record<Dialect, string>> = {
  'draft-07': 'ajv',
  '2019-09': 'ajv/dist/2019.js',
  '2020-12': 'ajv/dist/2020.js',
}

/** The dialect that a schema's `$schema` names, draft-07 without one; undefined for any other. */
export function dialectOf($schema: unknown): Dialect | undefined {
  if ($schema === undefined) return 'draft-07'
  const uri = String($schema)
    .replace(/#$/, '')
    .replace('https://json-schema.org/draft-07/', 'http://json-schema.org/draft-07/')
  return Object.hasOwn(dialects, uri) ? dialects[uri] : undefined
}

/**
 * An ajv (https://ajv.js.org) for a dialect, loaded when one is first asked for: a system whose validators are all
 * generated starts without it. A keyword that nobody knows is a slip of the pen: what is written there would hold nobody
 * to anything.
 */
export function createAjv(dialect: Dialect, options: Options): Ajv {
  const { default: Class } = require(modules[dialect]) as { readonly default: typeof Ajv }
  const lenient = { strictTypes: false, strictTuples: false, strictRequired: false }
  return new Class({ strict: true, ...lenient, ...options })
}

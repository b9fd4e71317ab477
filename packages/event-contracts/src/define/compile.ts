import { createRequire } from 'node:module'
import type { Ajv } from 'ajv'
import type { FormatsPlugin } from 'ajv-formats'
import { formats, type Validator } from '../runtime.ts'
import { errorLine } from '../validate.ts'
import { EventError } from './errors.ts'

const require = createRequire(import.meta.url)

/**
 * Validators that ajv (https://ajv.js.org) compiles of schemas for which none were generated. ajv is loaded at the first such
 * schema, so that a system whose validators are all generated starts without it. The schemas may refer to
 * each other by `$id`.
 */
export function createCompiler(schemas: readonly object[]) {
  const instances = new Map<string, Ajv>()

  function ajvFor(schema: object, allErrors: boolean): Ajv {
    const dialect = dialectOf(schema)
    const name = `${dialect} ${allErrors}`
    const ajv =
      instances.get(name) ??
      createAjv(
        dialect,
        allErrors,
        schemas.filter(each => dialectOf(each) === dialect),
      )
    instances.set(name, ajv)
    return ajv
  }

  /** @throws EventError `EVENT_SCHEMA_INVALID` if the schema does not compile */
  return (name: string, schema: object) => {
    const compile = (allErrors: boolean): Validator => {
      try {
        return ajvFor(schema, allErrors).compile(schema) as Validator
      } catch (error) {
        throw new EventError(
          'EVENT_SCHEMA_INVALID',
          `the schema of ${name} does not compile: ${(error as Error).message}`,
          error,
        )
      }
    }
    return { quick: compile(false), thorough: whenNeeded(() => compile(true)) }
  }
}

/**
 * What is wrong with data by a schema of their own, as `validationError` of a contract says it: for what is no event, such as a command.
 *
 * @param name whose schema it is, for the error
 * @throws EventError `EVENT_SCHEMA_INVALID` if it does not compile
 */
export function schemaCheck(name: string, schema: object): (data: unknown) => string | undefined {
  const { quick, thorough } = createCompiler([schema])(name, schema)
  return data => errorLine(quick, thorough, data)
}

type Dialect = 'ajv' | 'ajv/dist/2019.js' | 'ajv/dist/2020.js'

function dialectOf({ $schema = '' }: { readonly $schema?: string }): Dialect {
  if ($schema.includes('2020-12')) return 'ajv/dist/2020.js'
  return $schema.includes('2019-09') ? 'ajv/dist/2019.js' : 'ajv'
}

function createAjv(dialect: Dialect, allErrors: boolean, schemas: readonly object[]): Ajv {
  const { default: Class } = require(dialect) as { readonly default: typeof Ajv }
  const addFormats = require('ajv-formats') as FormatsPlugin
  // A keyword that nobody knows is a slip of the pen: what is written there would hold nobody to anything.
  const ajv = new Class({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    allErrors,
  })
  addFormats(ajv)
  for (const [name, isValid] of Object.entries(formats)) ajv.addFormat(name, isValid)
  const named = schemas.filter(schema => '$id' in schema)
  return ajv.addSchema([...new Set(named)])
}

/** Data are rarely wrong, and only then all that is wrong with them is asked for. */
function whenNeeded(make: () => Validator): Validator {
  let made: Validator | undefined
  const validator: Validator = data => {
    made ??= make()
    const isValid = made(data)
    validator.errors = made.errors ?? null
    return isValid
  }
  return validator
}

import { createRequire } from 'node:module'
import type { Ajv } from 'ajv'
import type { FormatsPlugin } from 'ajv-formats'
import { createAjv, type Dialect, dialectOf } from '../dialects.ts'
import { formats, type Validator } from '../runtime.ts'
import { errorLine } from '../validate.ts'
import { EventError } from './errors.ts'

const require = createRequire(import.meta.url)

/** Validators that ajv compiles of schemas for which none were generated. They may refer to each other by `$id`. */
export function createCompiler(schemas: readonly object[]) {
  const instances = new Map<string, Ajv>()

  function ajvFor(schema: object, allErrors: boolean): Ajv {
    const dialect = dialectIn(schema)
    const name = `${dialect} ${allErrors}`
    const alike = schemas.filter(each => dialectIn(each) === dialect)
    const ajv = instances.get(name) ?? ajvWith(dialect, allErrors, alike)
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

/** One that ajv does not know ends in its own complaint. */
const dialectIn = ({ $schema }: { readonly $schema?: string }): Dialect => dialectOf($schema) ?? 'draft-07'

function ajvWith(dialect: Dialect, allErrors: boolean, schemas: readonly object[]): Ajv {
  const ajv = createAjv(dialect, { allErrors })
  const addFormats = require('ajv-formats') as FormatsPlugin
  addFormats(ajv)
  for (const [name, isValid] of Object.entries(formats)) ajv.addFormat(name, isValid)
  return ajv.addSchema([...new Set(schemas.filter(schema => '$id' in schema))])
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

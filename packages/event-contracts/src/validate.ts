import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Contract } from './registry.ts'

const mostErrorsShown = 5
const mostItemsExplained = 1000

/** A moment as `Date.toISOString` writes it; a leap day takes the long way. A shortcut past a slow exact check. */
const usualDateTime =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?Z$/
const anyDateTime = formats.default.get('date-time', 'full') as { validate: (text: string) => boolean }

// The first error settles whether data are valid; all of them are worked out only for data that are not.
const quick = newAjv({ allErrors: false })
const thorough = newAjv({ allErrors: true })

interface Validators {
  readonly isValid: ValidateFunction
  readonly explain: ValidateFunction
}
const validators = new WeakMap<object, Validators>()

/**
 * What is wrong with an event's data: one line with JSON pointers, at most five errors, and nothing of the
 * data's own text. Undefined when they follow the schema; unknown fields do. Never throws, whatever the data.
 * The first call for a schema compiles it, which takes a few milliseconds.
 */
export function validationError(contract: Pick<Contract, 'schema'>, data: unknown): string | undefined {
  const { isValid, explain } = validatorsOf(contract.schema)
  if (isValid(data)) return undefined
  if (hasLongArray(data)) return line(isValid.errors)
  explain(data)
  return line(explain.errors)
}

function newAjv(options: { allErrors: boolean }): Ajv {
  const ajv = new Ajv({ strict: true, $data: false, ...options })
  ajv.addFormat('date-time', text => usualDateTime.test(text) || anyDateTime.validate(text))
  return ajv
}

function validatorsOf(schema: object): Validators {
  const known = validators.get(schema)
  if (known) return known
  const compiled = { isValid: quick.compile(schema), explain: thorough.compile(schema) }
  validators.set(schema, compiled)
  return compiled
}

/** Each item of an array can add errors, so a hostile event could make millions: then the first one must do. */
function hasLongArray(data: unknown): boolean {
  if (Array.isArray(data) || typeof data !== 'object' || data === null) return false
  return Object.values(data).some(value => Array.isArray(value) && value.length > mostItemsExplained)
}

function line(errors: readonly ErrorObject[] | null | undefined): string {
  const all = errors ?? []
  const more = all.length > mostErrorsShown ? `; and ${all.length - mostErrorsShown} more` : ''
  return all.slice(0, mostErrorsShown).map(describe).join('; ') + more
}

function describe({ instancePath, keyword, params, message }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${params.missingProperty} is missing`
  return `${instancePath || 'the data'} ${message}`
}

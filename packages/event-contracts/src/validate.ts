import type { SchemaError, Validator } from './runtime.ts'

const maxErrorsShown = 5
const maxItemsExplained = 1000

/**
 * What is wrong with an event's data: one line with JSON pointers, at most five errors, and nothing of the
 * data's own text. Undefined when they follow the schema; unknown fields do. Never throws, whatever the data.
 * The first error settles whether data are valid; all of them are worked out only for data that are not.
 */
export function errorLine(isValid: Validator, explain: Validator, data: unknown): string | undefined {
  if (isValid(data)) return undefined
  if (hasLongArray(data)) return line(isValid.errors)
  explain(data)
  return line(explain.errors)
}

/** Each item of an array can add errors, so a hostile event could make millions: then the first one must do. */
function hasLongArray(data: unknown): boolean {
  if (Array.isArray(data) || typeof data !== 'object' || data === null) return false
  return Object.values(data).some(value => Array.isArray(value) && value.length > maxItemsExplained)
}

function line(errors: readonly SchemaError[] | null | undefined): string {
  const all = errors ?? []
  const more = all.length > maxErrorsShown ? `; and ${all.length - maxErrorsShown} more` : ''
  return all.slice(0, maxErrorsShown).map(describe).join('; ') + more
}

function describe({ instancePath, keyword, params, message }: SchemaError): string {
  if (keyword === 'required') return `${instancePath}/${params.missingProperty} is missing`
  return `${instancePath || 'the data'} ${message}`
}

import { envSchema } from 'env-schema'
import type { Static, TObject, TProperties, TSchema } from 'typebox'
import { ServiceError } from './errors.ts'
import { followFile, readSecretFiles } from './secret-files.ts'
import { maskCredentials } from './secrets.ts'

/** Where configuration comes from: the process's environment, or a plain object in tests. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What env-schema reports of one violation (Ajv's error object). */
interface Violation {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: Record<string, unknown>
}

/** What this module reads of a property's schema. */
interface Described {
  readonly description?: string
  readonly secret?: boolean
  readonly enum?: readonly unknown[]
}

/**
 * Reads, converts and validates the configuration, once, at start. The schema's property names are the
 * names of environment variables; a variable that is empty counts as not set, so that
 * `NAME=${NAME:-}` in a compose file means the default. Only named properties are returned. A secret may be in a
 * file that `NAME_FILE` names: that is read again whenever the value is asked for, so that a secret may change while the
 * process runs.
 *
 * @throws ServiceError `CONFIG_INVALID`: names every variable that is missing or wrong, says what is
 * wrong and what the variable is for. It has no stack, because its reader is an operator.
 */
export function loadConfig<Schema extends TObject>(
  schema: Schema,
  env: Environment = process.env,
): Static<Schema> {
  const { values, faults } = readOrFaults(schema, env)
  if (values === undefined) throw invalid(faults)
  return values
}

/**
 * What is wrong with an environment, for whoever checks several programs' settings at once.
 *
 * @returns a phrase for each variable that is missing or wrong: `BATCH_MAX is "0" but must be >= 1 (Most inputs …)`
 */
export function configFaults(schema: TObject, env: Environment = process.env): readonly string[] {
  return readOrFaults(schema, env).faults
}

/** The values, or a phrase for each fault. */
function readOrFaults<Schema extends TObject>(
  schema: Schema,
  env: Environment,
): { readonly values?: Static<Schema>; readonly faults: readonly string[] } {
  const given = readSecretFiles(schema.properties, givenIn(env))
  const ofFiles = [...given.faults.values()]
  try {
    const values = read(schema, given.env)
    if (ofFiles.length > 0) return { faults: ofFiles }
    for (const [name, path] of given.paths)
      Object.defineProperty(values, name, { get: followFile(path), enumerable: true })
    return { values, faults: [] }
  } catch (error) {
    const violations = violationsOf(error)?.filter(violation => !given.faults.has(nameOf(violation)))
    if (violations === undefined) throw error
    return { faults: [...ofFiles, ...faultsOf(schema.properties, given.env, violations)] }
  }
}

const givenIn = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

const read = <Schema extends TObject>(schema: Schema, data: Environment): Static<Schema> =>
  envSchema<Static<Schema>>({
    schema: { ...schema },
    data,
    env: false,
    ajv: { customOptions: ajv => ajv.addKeyword({ keyword: 'secret', schemaType: 'boolean' }) },
  })

/**
 * The configuration as it may be shown in the log at start. Secrets are masked: of a secret URL only the
 * password, of any other secret everything; passwords in URLs are masked whether marked or not.
 */
export function describeConfig<Schema extends TObject>(
  schema: Schema,
  values: Static<Schema>,
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(schema.properties as TProperties)) {
    const value = (values as Record<string, unknown>)[name]
    if (value !== undefined) shown[name] = show(property, value)
  }
  return shown
}

function show(property: TSchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => show(property, item))
  const isUrl = typeof value === 'string' && URL.canParse(value)
  if ((property as Described).secret === true && !isUrl) return '***'
  return typeof value === 'string' ? maskCredentials(value) : value
}

function faultsOf(properties: TProperties, env: Environment, violations: readonly Violation[]): string[] {
  const wrong = new Map<string, string>()
  for (const violation of violations) {
    const name = nameOf(violation)
    const property = properties[name] as Described | undefined
    const value = env[name]
    const what =
      value === undefined
        ? 'is missing'
        : `is ${property?.secret === true ? 'set' : `"${maskCredentials(value)}"`} but ${violation.message ?? 'is not valid'}${allowed(property)}`
    const fault = `${name} ${what}${property?.description === undefined ? '' : ` (${property.description})`}`
    if (!wrong.has(name)) wrong.set(name, fault)
  }
  return [...wrong.values()]
}

function invalid(faults: readonly string[]): ServiceError {
  const lines = faults.map(fault => `  ${fault}`).join('\n')
  const error = new ServiceError(
    'CONFIG_INVALID',
    `The configuration is not valid. Correct these environment variables and start again:\n${lines}`,
  )
  error.stack = `${error.code}: ${error.message}`
  return error
}

function nameOf(violation: Violation): string {
  if (violation.keyword === 'required') return String(violation.params.missingProperty)
  return violation.instancePath.split('/')[1] ?? ''
}

function allowed(property: Described | undefined): string {
  return property?.enum === undefined ? '' : `: ${property.enum.join(', ')}`
}

function violationsOf(error: unknown): readonly Violation[] | undefined {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return undefined
  return error.errors as Violation[]
}
